// The figure: what each draw says, by pointer, key and tap; the size that the page has room for; paper;
// and the picture as a file. The server's SVG is the figure: it is seen, and prints, without this file.
"use strict";

const FINER = 2; // pixels of a saved picture for each of its own
const AT_REST = 150; // milliseconds without a change of width, before another size is asked for
const WIDEST = 1312, SPARE = 24; // pixels: a figure never grows wider; what may stay empty beside it
const BAND = 10; // pixels: how wide the draw that is told is marked
// Of the box of a draw: from its edge to its words, from line to line, and the bases of its first lines.
const EDGE = 9, LINE = 15, TITLE = 16, ABOUT = 31, UNDER_VALUE = 16.5, BETWEEN = 20;

function made(name, attributes = {}, words = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = words;
  return element;
}

class Figure {
  constructor(part) {
    this.part = part;
    this.svg = part.querySelector("svg.picture");
    const words = part.querySelector("[data-words]").content.textContent;
    this.data = words ? spelled(JSON.parse(words)) : null;
    this.buttons = part.querySelector("[data-steps]");
    this.said = part.querySelector("[data-said]");
    this.at = null;
    this.listen();
  }

  // Of a figure with very many draws their words are asked for when somebody points or steps.
  async loaded() {
    if (this.data) return true;
    const address = addressOf(this.part, this.svg.viewBox.baseVal.width);
    address.searchParams.set("words", "yes");
    this.asked ??= fetch(address).then((answer) => (answer.ok ? answer.json().then(spelled) : null), () => null);
    this.data = await this.asked;
    return Boolean(this.data);
  }

  listen() {
    this.svg.addEventListener("pointermove", async (event) => {
      if (event.pointerType === "mouse" && await this.loaded()) this.show(this.nearest(event));
    });
    this.svg.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") this.clear();
    });
    this.svg.addEventListener("click", async (event) => {
      if (!event.target.closest("a") && await this.loaded()) this.tell(this.nearest(event));
    });
    if (!this.buttons) return;
    const ways = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
    this.buttons.classList.remove("waits");
    this.buttons.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button) this.step(Number(button.dataset.step));
    });
    this.buttons.addEventListener("keydown", (event) => {
      if (!(event.key in ways) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.step(ways[event.key]);
    });
  }

  // The draw nearest to the pointer; beside the rows none, and over the column the one that it tells.
  nearest(event) {
    const { left, right, steps } = this.data;
    const place = this.svg.getBoundingClientRect();
    const x = (event.clientX - place.left) * this.svg.viewBox.baseVal.width / place.width;
    if (x > right + BAND) return this.at;
    if (x < left - BAND || !steps.length) return null;
    const away = steps.map(([at]) => Math.abs(at - x));
    return away.indexOf(Math.min(...away));
  }

  async step(way) {
    if (!await this.loaded()) return;
    const last = this.data.steps.length - 1;
    const from = this.at ?? (way < 0 ? last + 1 : -1);
    this.tell(Math.min(Math.max(from + way, 0), last));
  }

  // Shows a draw, and says it.
  tell(at) {
    this.show(at);
    if (this.said) this.said.textContent = at === null ? "" : this.data.steps[at].at(-1);
  }

  show(at) {
    if (at === this.at) return;
    this.clear();
    if (at === null) return;
    this.at = at;
    const step = this.data.steps[at];
    const { top, bottom } = this.data;
    const band = { x: step[0] - BAND / 2, y: top, width: BAND, height: bottom - top };
    this.svg.querySelector(".pointed").append(made("rect", band));
    this.box = made("g", { class: "told" });
    this.svg.append(this.box);
    if (this.data.column === null) this.fillTitles(step);
    else this.fillColumn(step);
    this.part.classList.add("is-told");
  }

  // The latest values stand again where they stood.
  clear() {
    this.at = null;
    this.box?.remove();
    this.svg.querySelector(".pointed").replaceChildren();
    this.part.classList.remove("is-told");
    if (this.said) this.said.textContent = "";
  }

  // The box is the right column itself.
  fillColumn([, title, about, rows]) {
    const { column, bottom } = this.data;
    const left = column - EDGE, width = this.svg.viewBox.baseVal.width - left - 1;
    const head = ABOUT + LINE * about.length - 4;
    const words = [];
    const write = (kind, y, text, size) => {
      const line = made("text", { class: kind, x: column, y, "font-size": size }, text);
      words.push(line);
      return line;
    };
    write("f-paper bold", TITLE, title, 13);
    about.forEach((line, n) => write("f-paper", ABOUT + n * LINE, line, 11));
    let end = head;
    rows.forEach(([value, unit, ...lines], n) => {
      const [base, colour] = this.data.rows[n];
      let y = Math.max(base, end + BETWEEN);
      if (value) {
        const line = write(`f-${colour} bold`, y, `${value} `, 16);
        line.append(made("tspan", { class: "f-muted", "font-size": 11 }, unit));
      } else {
        y -= UNDER_VALUE;
      }
      lines.forEach((text, k) => write("f-ink", y + UNDER_VALUE + k * LINE, text, 11));
      end = y + (lines.length ? UNDER_VALUE + (lines.length - 1) * LINE : 0);
    });
    const height = Math.max(bottom, end + EDGE);
    this.box.append(
      made("rect", { class: "ground", x: left, y: 0, width, height, rx: 3 }),
      made("rect", { class: "told-head", x: left, y: 0, width, height: head, rx: 3 }),
      ...words,
    );
  }

  // The right ends of the titles tell this draw instead of the latest.
  fillTitles([, , , rows]) {
    const { right } = this.data;
    rows.forEach(([day, value], n) => {
      const [y, colour] = this.data.rows[n];
      const line = made("text", { x: right - 3, y, "text-anchor": "end" });
      line.append(
        made("tspan", { class: "f-muted", "font-size": 11 }, `${day} `),
        made("tspan", { class: `f-${colour} bold`, "font-size": 12.5 }, value),
      );
      this.box.append(line);
      const { x, width } = line.getBBox();
      this.box.insertBefore(made("rect", { class: "ground", x: x - 4, y: y - 14, width: width + 8, height: 19, rx: 3 }), line);
    });
  }
}

// Lines and words of the draws stand once in `texts`; steps tell them by their places there.
function spelled(data) {
  const read = (places) => places.map((at) => data.texts[at]);
  const steps = data.steps.map(
    ([x, title, about, rows, words]) => [x, title, read(about), rows.map(read), words]);
  return { ...data, steps };
}

// Which figure is shown, by its part of the page.
const figures = new Map();

function enliven(root) {
  for (const part of figures.keys()) if (!part.isConnected) figures.delete(part);
  for (const part of root.querySelectorAll(".figure-part")) {
    if (figures.has(part)) continue;
    figures.set(part, new Figure(part));
    const room = part.querySelector(".figure-room");
    new ResizeObserver(() => fit(part, room)).observe(room);
  }
}

function addressOf(part, size) {
  const address = new URL(part.dataset.figure, document.baseURI);
  address.searchParams.set("size", size);
  return address;
}

function partOf(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector(".figure-part");
}

let resting, asked;

// A figure is as wide as its room: one that is wider, or much narrower, gives way to another.
function fit(part, room) {
  const wide = Math.floor(room.clientWidth);
  const drawn = part.querySelector("svg.picture").viewBox.baseVal.width;
  room.tabIndex = drawn > wide ? 0 : -1;
  const narrow = drawn < Math.min(wide, WIDEST) - SPARE;
  clearTimeout(resting);
  if (!wide || wide === asked || (drawn <= wide && !narrow) || matchMedia("print").matches) return;
  resting = setTimeout(() => swap(part, wide), AT_REST);
}

async function swap(part, wide) {
  asked = wide;
  const answer = await fetch(addressOf(part, wide)).catch(() => null);
  if (!answer?.ok) {
    document.dispatchEvent(new CustomEvent("tracker:failed", { detail: { answer } }));
    return;
  }
  const other = partOf(await answer.text());
  if (wide !== asked || !other || !part.isConnected) return; // made wide or narrow again meanwhile
  const step = part.contains(document.activeElement) ? document.activeElement.dataset.step : null;
  part.replaceWith(other);
  enliven(document);
  if (step) other.querySelector(`[data-step="${step}"]`)?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const figure of figures.values()) figure.clear();
});

// Paper has its own width. What is printed must be there before this handler ends.
window.addEventListener("beforeprint", () => {
  for (const part of [...figures.keys()].filter((one) => one.isConnected)) {
    const ask = new XMLHttpRequest();
    ask.open("GET", addressOf(part, "print"), false);
    try {
      ask.send();
    } catch {
      continue; // the figure of the screen is printed
    }
    const paper = ask.status === 200 && partOf(ask.responseText);
    if (!paper) continue;
    part.hidden = true;
    part.after(paper);
    window.addEventListener("afterprint", () => {
      paper.remove();
      part.hidden = false;
    }, { once: true });
  }
});

// The picture as a file in the light colours, from wherever the page offers it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-png]");
  const svg = document.querySelector(".figure-part svg.picture");
  if (!button || !svg) return;
  event.preventDefault();
  const link = document.createElement("a");
  link.download = button.dataset.png;
  link.href = await painted(svg);
  link.click();
});

// The rules that a picture needs, outside the page's dark, print and forced colours.
function lightRules() {
  const rules = [...document.styleSheets]
    .filter((sheet) => /\/(tokens|figure)\b[^/]*\.css$/.test(sheet.href ?? ""))
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => /^(:root|\.[fsh]-|\.picture)/.test(rule.selectorText ?? ""));
  return rules.map((rule) => rule.cssText).join("\n");
}

async function painted(svg) {
  const { width, height } = svg.viewBox.baseVal;
  const copy = svg.cloneNode(true);
  copy.querySelector(".told")?.remove();
  copy.querySelector(".pointed").replaceChildren();
  const font = getComputedStyle(svg).fontFamily;
  const style = document.createElementNS(copy.namespaceURI, "style");
  style.textContent = `${lightRules()}\n.picture.picture { font-family: ${font}; }`;
  copy.prepend(style);
  copy.setAttribute("xmlns", copy.namespaceURI);
  copy.setAttribute("width", width * FINER);
  copy.setAttribute("height", height * FINER);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * FINER;
  canvas.height = height * FINER;
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

enliven(document);
document.addEventListener("htmx:afterSettle", () => enliven(document));
