// What the pages do beyond plain forms and links. Everything works without this file.
"use strict";

const EDITABLE = "input, select, textarea, [contenteditable]";

// "/" goes to the box in which a patient is found.
document.addEventListener("keydown", (event) => {
  const find = document.getElementById("find");
  const typing = event.target.closest(EDITABLE);
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !find) return;
  event.preventDefault();
  find.focus();
});

// Enter in a value box goes to the next value box, Shift+Enter to the one before.
document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key !== "Enter" || event.isComposing || !box.matches("input[data-value-box]")) return;
  event.preventDefault();
  const boxes = [...box.form.querySelectorAll("input[data-value-box]")];
  const next = boxes[boxes.indexOf(box) + (event.shiftKey ? -1 : 1)];
  if (next) next.focus();
});

// A form is sent once: a second press while it is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("hx-post")) return; // htmx drops a second request itself
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
});

// The margins of a printed sheet say when it was printed, on the clinic's clock; without this, when
// the page was opened.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
window.addEventListener("beforeprint", () => {
  const { printedBy, zone } = document.documentElement.dataset;
  if (!printedBy) return;
  const options = { timeZone: zone, hourCycle: "h23", day: "numeric", month: "numeric", year: "numeric", hour: "2-digit", minute: "2-digit" };
  const parts = new Intl.DateTimeFormat("en-GB", options).formatToParts(new Date());
  const at = Object.fromEntries(parts.map((part) => [part.type, part.value]));
  const when = `${at.day} ${MONTHS[at.month - 1]} ${at.year}, ${at.hour}:${at.minute}`;
  document.documentElement.dataset.printed = `Printed ${when} by ${printedBy}`;
});

// Back from the next page: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

// What went wrong is read first: on a fresh page, and after htmx has put it there.
function toErrors(root) {
  const errors = root.querySelector(".errors");
  if (errors) errors.focus();
}

document.addEventListener("DOMContentLoaded", () => toErrors(document));
document.addEventListener("htmx:afterSettle", (event) => {
  toErrors(event.detail.elt.parentElement ?? document);
});

// An answer that htmx does not show, said in the polite live region.
document.addEventListener("htmx:responseError", () => {
  const live = document.getElementById("status");
  if (live) live.textContent = "That did not work. Load the page again, and tell your administrator if it stays so.";
});
document.addEventListener("htmx:sendError", () => {
  const live = document.getElementById("status");
  if (live) live.textContent = "The clinic's server did not answer. What you typed is still here.";
});
