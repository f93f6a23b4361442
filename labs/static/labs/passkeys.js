// Hands the form of the page to allauth's script, which asks the browser for a passkey.
"use strict";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue; // the form stays hidden
  form.hidden = false;
  const said = form.querySelector(".errors");
  allauth.webauthn.forms[form.dataset.passkey]({
    ids: {
      [form.dataset.button]: "passkey-button",
      credential: "passkey-credential",
      passwordless: "passkey-passwordless",
      data: "passkey-data",
    },
  });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault(); // said on the page, not to the console
    said.hidden = false;
  });
}
