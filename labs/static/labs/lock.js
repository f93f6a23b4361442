// Locks a page on which nothing was done: it stays, with what is typed in it, out of sight.
// The server locks by itself; this only shows it in time, and asks for the password here.
"use strict";

{
  const lock = document.getElementById("locked").content.querySelector("dialog");
  const form = lock.querySelector("form");
  const said = lock.querySelector(".errors");
  const box = form.querySelector("[name=password]");
  const KEY = "tracker-active"; // the moment of the last thing done in any tab: nothing else
  const TOLD_EVERY = 60_000; // milliseconds
  const CHECKED_EVERY = 2_000;
  const limit = Number(lock.dataset.seconds) * 1000;
  const title = document.title;
  let active = Date.now();
  let told = active; // to the server, by asking for this page

  const isLocked = () => lock.isConnected;
  const lastActive = () => Math.max(active, Number(localStorage.getItem(KEY)) || 0);

  function note() {
    active = Date.now();
    localStorage.setItem(KEY, String(active));
  }

  function show() {
    if (isLocked()) return;
    document.documentElement.classList.add("locked");
    document.title = lock.dataset.title;
    document.body.append(lock);
    lock.showModal();
    box.focus();
  }

  function hide() {
    note();
    told = active;
    box.value = "";
    said.hidden = true;
    document.documentElement.classList.remove("locked");
    document.title = title;
    lock.remove();
  }

  function say(sentence) {
    said.textContent = sentence;
    said.hidden = false;
  }

  // Typing, clicking, scrolling: only what a person does.
  function act(event) {
    if (isLocked() || !event.isTrusted) return;
    if (Date.now() - lastActive() > limit) {
      show();
      return;
    }
    note();
    if (active - told < TOLD_EVERY) return;
    told = active;
    send(lock.dataset.active).then((answer) => {
      if (answer?.headers.get("X-Locked")) show();
    });
  }

  // With the form's token of the session that there is now; null where nothing answered.
  function send(address, body) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    return fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
  }

  // In another tab it was unlocked, by the password or a passkey.
  async function look() {
    if (!isLocked()) return;
    if (typeof renew === "function" ? await renew("") : Date.now() - lastActive() < limit) hide();
  }

  // Signed out in another tab, which may take a moment: here nothing of a patient stays.
  async function leave() {
    for (let tries = 0; tries < 20; tries += 1) {
      const answer = await send(lock.dataset.active);
      if (!answer?.ok && !answer?.headers.get("X-Locked")) {
        document.documentElement.classList.add("locked"); // also where a browser asks first
        location.replace("/");
        return;
      }
      await new Promise((again) => setTimeout(again, 500));
    }
  }

  for (const leaving of document.querySelectorAll("form[action='/accounts/logout/']")) {
    leaving.addEventListener("submit", () => localStorage.removeItem(KEY));
  }
  for (const kind of ["keydown", "pointerdown", "wheel", "touchstart"]) {
    document.addEventListener(kind, act, { passive: true, capture: true });
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const answer = await send(form.action, new FormData(form));
    if (answer?.status === 204) {
      if (typeof renew === "function") await renew("");
      hide();
    } else if (answer?.status === 422) {
      box.value = "";
      say((await answer.json()).error);
      box.focus();
    } else say(answer ? lock.dataset.ended : lock.dataset.network);
  });
  lock.addEventListener("cancel", (event) => event.preventDefault()); // Escape
  lock.addEventListener("close", () => isLocked() && lock.showModal());
  document.addEventListener("tracker:locked", show);
  window.addEventListener("focus", look);
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) event.newValue ? look() : leave();
  });
  setInterval(() => {
    if (Date.now() - lastActive() > limit) show();
  }, CHECKED_EVERY);
  note(); // the page was opened
}
