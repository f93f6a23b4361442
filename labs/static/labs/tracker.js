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

// In a form that writes to a record Enter sends nothing: it goes to the next box, Shift+Enter to the
// one before. Date, time and values are one row of boxes; any other box leads to its neighbour.
// Ctrl+Enter presses Save, from anywhere on a sheet.
const ROW = "[name='day'], [name='time'], [data-value-box]";

function reachable(box) {
  return !box.disabled && box.getClientRects().length && !box.closest("details:not([open])");
}

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key !== "Enter" || event.isComposing) return;
  const save = document.getElementById("save");
  if (save && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (!event.repeat) save.click();
    return;
  }
  if (!box.form?.dataset.enter || !box.matches(BOXES) || box.matches("textarea, select")) return;
  event.preventDefault();
  const every = [...box.form.elements].filter((one) => one.matches(BOXES) && reachable(one));
  const boxes = box.matches(ROW) ? every.filter((one) => one.matches(ROW)) : every;
  boxes[boxes.indexOf(box) + (event.shiftKey ? -1 : 1)]?.focus();
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

// What went wrong is read first: on a fresh page, and after htmx has put it there.
function toErrors(root) {
  const errors = root.querySelector(".errors");
  if (errors) errors.focus();
}

// table.list is laid out as blocks on a phone (tables.css), and some browsers then take it for no table.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
function nameTables(root) {
  for (const part of root.querySelectorAll("table.list, table.list :is(thead, tbody, tr, th, td)")) {
    part.setAttribute("role", ROLES[part.tagName] ?? (part.scope === "col" ? "columnheader" : "rowheader"));
  }
}

function begin(root) {
  toErrors(root);
  nameTables(root);
}

document.addEventListener("DOMContentLoaded", () => begin(document));
document.addEventListener("htmx:afterSettle", (event) => {
  begin(event.detail.elt.parentElement ?? document);
});

// How wide a figure may be here: the server draws it so, once. A scroll bar more or less changes nothing.
const SCROLL_BAR = 20;
function tellRoom() {
  const page = document.querySelector(".page");
  if (!page) return;
  const { paddingLeft, paddingRight } = getComputedStyle(page);
  const room = Math.floor(page.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
  const prefix = location.protocol === "https:" ? "__Host-" : ""; // as COOKIE_PREFIX
  const told = Number(document.cookie.match(`(?:^|; )${prefix}room=(\\d+)`)?.[1] ?? 0);
  const exact = document.querySelector(".figure-part");
  if (room === told || (!exact && Math.abs(room - told) < SCROLL_BAR)) return;
  const secure = prefix && "; Secure";
  document.cookie = `${prefix}room=${room}; Path=/; SameSite=Lax; Max-Age=31536000${secure}`;
}
tellRoom();
addEventListener("resize", tellRoom);
// A menu or a line of boxes that stands over the page closes on Esc, and when it is left.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest("details[data-closes][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
for (const left of ["focusin", "pointerdown"]) {
  document.addEventListener(left, (event) => {
    for (const open of document.querySelectorAll("details[data-closes][open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
}

// Which folds are open goes with what is remembered.
document.addEventListener("submit", ({ target: form }) => {
  if (!form.matches("[data-folds]")) return;
  for (const box of form.querySelectorAll("[name=fold]")) box.remove();
  for (const { dataset } of document.querySelectorAll("details[data-fold][open]")) {
    const box = Object.assign(document.createElement("input"), { type: "hidden", name: "fold", value: dataset.fold });
    form.append(box);
  }
});

// Print is asked for with all draws: this page, or the one that holds them.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-print]");
  if (!link || document.getElementById("show-earlier")) return;
  event.preventDefault();
  print();
});
window.addEventListener("load", () => {
  if (location.hash === "#print") print();
});
