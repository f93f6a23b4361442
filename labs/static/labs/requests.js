// What is sent, and what is said in sight when it fails. Everything works without this file.
"use strict";

const BOXES = "input:not([type=hidden], [type=submit], [type=button]), select, textarea";
const banner = document.getElementById("banner");
const SENTENCES = document.getElementById("sentences").content;
let signedOut = false; // as far as this page knows
let unsaved = false; // what the banner speaks of is a form that was sent, and not taken
let asking = null;

// ---- What is sent

// htmx sends what the browser would: with the button that was pressed, wherever it stands. By itself
// it knows no button outside the form.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, triggeringEvent } = event.detail;
  if (triggeringEvent?.type !== "submit" || elt !== triggeringEvent.target) return;
  event.detail.formData = event.detail.parameters = new FormData(elt, triggeringEvent.submitter);
});

// A form is sent once: a second press while it is on its way does nothing.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.hasAttribute("hx-post")) return; // htmx drops a second request itself
  if (submitter?.formMethod === "dialog") return; // Enter: nothing is sent
  // What was typed is not sent to a sign-in page: asked first whether it can be saved.
  if (form.dataset.enter && !form.dataset.asked) {
    event.preventDefault();
    submitter?.setAttribute("aria-busy", "true");
    renew(signedOut ? "again" : "").then((renewed) => {
      submitter?.removeAttribute("aria-busy");
      if (!renewed) return;
      form.dataset.asked = "yes";
      form.requestSubmit(submitter);
    });
    return;
  }
  delete form.dataset.asked;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  askBeforeLeaving(false);
  if (submitter) submitter.setAttribute("aria-busy", "true");
});

// Back from the next page: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

// ---- What was typed is not lost

const ask = (event) => event.preventDefault(); // the browser asks

// Only while something is typed: with a listener no browser keeps the page for Back.
function askBeforeLeaving(typed) {
  if (typed) window.addEventListener("beforeunload", ask);
  else window.removeEventListener("beforeunload", ask);
}

// In a form that writes to a record, and not saved: what was refused is on the page again.
askBeforeLeaving(document.querySelector("form[data-enter]") && document.querySelector(".errors"));
document.addEventListener("input", (event) => {
  if (event.target.form?.dataset.enter) askBeforeLeaving(true);
});
document.addEventListener("click", (event) => {
  if (event.target.closest(".action-bar a")) askBeforeLeaving(false); // Cancel
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Redirect")) askBeforeLeaving(false);
});

// An answer never overwrites what was typed while it was on its way.
let answered = new FormData();
let since = [];

function changedSince(root, sent) {
  return [...root.querySelectorAll(BOXES)].filter((box) => box.name && (
    ["checkbox", "radio"].includes(box.type)
      ? box.checked !== sent.getAll(box.name).includes(box.value)
      : box.type !== "file" && box.value !== (sent.get(box.name) ?? "")));
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, shouldSwap } = event.detail;
  answered = requestConfig.formData;
  since = shouldSwap && target.matches("form") ? changedSince(target, answered) : [];
});
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  if (changedSince(target, answered).length) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.detail.elt.closest("form");
  for (const box of form ? since.splice(0) : []) {
    for (const now of form.elements) {
      if (now.name !== box.name) continue;
      if (["checkbox", "radio"].includes(now.type)) {
        if (now.value === box.value) now.checked = box.checked;
      } else now.value = box.value;
    }
  }
});

// ---- What is said in sight

function say(key, facts = {}) {
  if (banner.dataset.said === key && key === "ended") return; // said once, not at each box
  const all = { ...facts, kept: fact("kept"), unsaved: fact("unsaved") };
  const said = document.createElement("div");
  said.className = "wide";
  for (const part of SENTENCES.querySelectorAll(`[data-says="${key}"]`)) said.append(part.cloneNode(true));
  const texts = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    text.data = text.data.replace(/\{(\w+)\}/g, (whole, name) => all[name] ?? whole);
  }
  banner.dataset.said = key;
  banner.replaceChildren(said);
  place();
}

function fact(name) {
  return SENTENCES.querySelector(`[data-fact="${name}"]`).textContent;
}

// Under what stays on top of the page: the bar of the patient, on a phone his name alone.
function place() {
  const heights = [...document.querySelectorAll(".patient-bar, .patient-name")].map((one) => one.getBoundingClientRect().height);
  banner.style.top = `${heights.find((height) => height > 0) ?? 0}px`;
}

window.addEventListener("resize", place);

function clear() {
  unsaved = false;
  delete banner.dataset.said;
  banner.replaceChildren();
}

function now() {
  const zone = banner.dataset.zone || undefined;
  return new Date().toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
}

// Retry-After holds seconds, or a date.
function wait(header) {
  const seconds = /^\d+$/.test(header ?? "") ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  const [key, n] = !(seconds > 0) ? ["soon", 0] : seconds < 100 ? ["seconds", seconds] : ["minutes", seconds / 60];
  return fact(key).replace("{n}", Math.ceil(n));
}

function sayStatus(status, header) {
  if (status === 401 && header("X-Locked")) {
    signedOut = true; // the next request asks first
    document.dispatchEvent(new Event("tracker:locked"));
    return;
  }
  if (status === 401) return ended();
  if (status === 403 && header("X-Refused") === "form-token") return renew("renewed");
  const key = [`${status}`, status >= 500 ? "broken" : "refused"]
    .find((key) => SENTENCES.querySelector(`[data-says="${key}"]`));
  say(key, { status, wait: wait(header("Retry-After")) });
}

function ended() {
  signedOut = true;
  say("ended", { time: now() });
}

const isForm = (event) => event.detail.requestConfig?.triggeringEvent?.type === "submit";

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  unsaved ||= isForm(event);
  sayStatus(xhr.status, (name) => xhr.getResponseHeader(name));
});
document.addEventListener("htmx:sendError", (event) => {
  unsaved ||= isForm(event);
  say("network");
});
document.addEventListener("htmx:timeout", (event) => {
  unsaved ||= isForm(event);
  say("timeout");
});
// For scripts that fetch: `answer` is what was answered, null where nothing was.
document.addEventListener("tracker:failed", (event) => {
  const { answer } = event.detail;
  if (answer) sayStatus(answer.status, (name) => answer.headers.get(name));
  else say("network");
});
// What was wrong with a form that was sent is over when one is taken, not when a box is looked at.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && !signedOut && (isForm(event) || !unsaved)) clear();
});

// ---- A session that ended

// Whether what is typed here can be saved now: by whom, and with a token of the session that there is.
async function renew(key = "again") {
  const signal = AbortSignal.timeout(htmx.config.timeout);
  asking ??= fetch(banner.dataset.token, { headers: { Accept: "application/json" }, signal }).finally(() => { asking = null; });
  let answer = null;
  try {
    answer = (await asking).clone();
  } catch {
    say("network");
    return false;
  }
  if (!answer.ok) {
    sayStatus(answer.status, (name) => answer.headers.get(name));
    return false;
  }
  return take(await answer.json(), key);
}

function take({ token, user, name }, key) {
  const { opener, openerName } = (document.querySelector("form[data-opener]") ?? banner).dataset;
  const mine = opener === `${user}`;
  const save = document.getElementById("save");
  if (save) save.disabled = !mine;
  signedOut = !mine; // asked again when he comes back
  if (!mine) {
    say("another", { name, opener: openerName });
    return false;
  }
  for (const box of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) box.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  if (key) {
    unsaved = true; // until it is saved
    say(key, { name });
  }
  return true;
}

// The next request of a page that was signed out asks first whether it may.
document.addEventListener("htmx:confirm", (event) => {
  if (!signedOut) return;
  event.preventDefault();
  renew().then((renewed) => renewed && event.detail.issueRequest(true));
});
window.addEventListener("focus", () => {
  if (signedOut) renew();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible" || !document.querySelector("form[data-enter]")) return;
  renew(signedOut ? "again" : "");
});
