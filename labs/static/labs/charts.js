// The figure that one can point at and step through. It is drawn over the server's picture, which
// keeps its place on the page, prints, and stays when anything here fails.
"use strict";

const CONFIG = {
  displayModeBar: false,
  responsive: true,
  scrollZoom: false,
  doubleClick: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  displaylogo: false,
};
const ROWS = "x2y2";
const AIR = 8; // between the box of a draw and what it must not touch
const FINER = 2; // pixels of a saved picture for each of its own
const dark = matchMedia("(prefers-color-scheme: dark)");
const forced = matchMedia("(forced-colors: active)");

// The page's own colours in place of the light ones that the figure names by role.
function themed(value, colours, inColour = false) {
  if (typeof value === "string") return inColour && colours.get(value) || value;
  if (Array.isArray(value)) return value.map((one) => themed(one, colours, inColour));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, themed(one, colours, /color$/.test(key))]),
  );
}

function pageColours(roles) {
  const style = getComputedStyle(document.documentElement);
  return new Map(
    Object.entries(roles).map(([light, role]) => [light, style.getPropertyValue(`--${role}`).trim()]),
  );
}

function made(name, kind, words = "") {
  const element = document.createElement(name);
  element.className = kind;
  element.textContent = words;
  return element;
}

// What a draw says, as a box inside the figure, and the line that shows which draw it is.
class Told {
  constructor(figure) {
    this.figure = figure;
    this.box = made("div", "told");
    this.line = made("div", "told-line");
    for (const part of [this.line, this.box]) {
      part.ariaHidden = "true"; // the live region says it
      part.hidden = true;
      figure.append(part);
    }
  }

  show({ data, layout }, at, scale, pointer) {
    const [head, ...rows] = data.filter((trace) => trace.customdata);
    const [title, about] = head.customdata[at].split("\n");
    const list = made("ul", "told-rows");
    for (const row of rows) {
      const item = made("li", "", row.customdata[at]);
      item.style.borderLeftColor = `var(--${row.meta.role})`;
      list.append(item);
    }
    this.box.replaceChildren(made("p", "told-title", title), made("p", "told-about", about), list);
    this.box.hidden = this.line.hidden = false;
    this.place(layout.meta.steps[at][2] * scale, layout.meta.reach.map((y) => y * scale), pointer);
  }

  // Beside the line, in the part of the figure that is in view.
  place(x, [top, bottom], pointer) {
    const { line, box } = this;
    line.style.left = `${x}px`;
    line.style.top = `${top}px`;
    line.style.height = `${bottom - top}px`;
    const figure = this.figure.getBoundingClientRect();
    const { offsetWidth: wide, offsetHeight: high } = box;
    const right = x + AIR, left = x - AIR - wide;
    const aside = right + wide <= figure.width ? right : Math.max(left, 0);
    const first = Math.max(-figure.top + AIR + covered(), 0);
    const last = Math.min(innerHeight - figure.top - AIR, figure.height) - high;
    const meant = pointer === undefined ? first : pointer - figure.top - high / 2;
    box.style.left = `${Math.min(aside, Math.max(figure.width - wide, 0))}px`;
    box.style.top = `${Math.max(Math.min(Math.max(meant, first), last), 0)}px`;
  }

  hide() {
    this.box.hidden = this.line.hidden = true;
  }
}

// How much of the window's top a bar covers that stays there.
function covered() {
  const bar = document.querySelector(".patient-bar");
  return bar && getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
}

class Course {
  constructor(figure) {
    this.figure = figure;
    this.box = made("div", "live");
    this.box.ariaHidden = "true";
    this.told = new Told(figure);
    this.section = figure.parentElement;
    this.steps = this.section.querySelector("[data-steps]");
    this.at = null;
  }

  get picture() {
    return [...this.figure.querySelectorAll("svg.picture")].find((svg) => svg.getClientRects().length);
  }

  get scale() {
    return this.picture.getBoundingClientRect().width / this.scene.layout.width;
  }

  // Draws the size that the page shows; nothing to do while that stays the same.
  async show() {
    const size = this.picture?.dataset.size;
    if (size && size !== this.size) {
      this.size = size;
      this.standAside();
      const scene = await this.fetched(size);
      if (size !== this.size) return; // made wide or narrow again meanwhile
      this.scene = scene;
      this.steps?.classList.remove("waits");
      if (window.Plotly && !forced.matches) await this.draw();
    }
    this.fit();
  }

  // Until the other size has come, the server's picture of it is seen alone.
  standAside() {
    this.close();
    this.box.hidden = true;
    this.figure.classList.remove("is-live");
  }

  async fetched(size) {
    const address = new URL(this.figure.dataset.figure, document.baseURI);
    address.searchParams.set("size", size);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) {
      document.dispatchEvent(new CustomEvent("tracker:failed", { detail: { answer } }));
      throw new Error(`figure: ${answer?.status ?? "no answer"}`);
    }
    return answer.json();
  }

  async draw() {
    const { data, layout } = this.scene;
    const colours = pageColours(layout.meta.colours);
    const font = { family: getComputedStyle(this.figure).fontFamily };
    this.figure.insertBefore(this.box, this.told.line);
    this.box.hidden = false;
    await Plotly.react(
      this.box,
      themed(data, colours),
      { ...themed(layout, colours), font },
      CONFIG,
    );
    this.box.dataset.size = this.size;
    if (!this.live) this.follow();
    this.live = true;
    this.figure.classList.add("is-live");
  }

  follow() {
    this.box.on("plotly_hover", ({ points, event }) => this.tell(points[0].pointNumber, event?.clientY));
    this.box.on("plotly_unhover", () => this.told.hide());
  }

  tell(at, pointer) {
    this.told.show(this.scene, at, this.scale, pointer);
  }

  // As large as the picture beneath it.
  fit() {
    if (this.picture && this.scene) this.box.style.transform = `scale(${this.scale})`;
  }

  step(way) {
    const steps = this.scene.layout.meta.steps;
    if (!steps.length) return;
    const last = steps.length - 1;
    const from = this.at ?? (way < 0 ? last + 1 : -1);
    this.at = Math.min(Math.max(from + way, 0), last);
    this.tell(this.at);
    const said = this.steps.querySelector("[data-said]");
    if (said) said.textContent = steps[this.at][1];
  }

  close() {
    if (this.live) Plotly.Fx.unhover(this.box);
    this.told.hide();
  }

  listen() {
    const ways = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
    this.steps?.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button) this.step(Number(button.dataset.step));
    });
    this.steps?.addEventListener("keydown", (event) => {
      if (!(event.key in ways) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.step(ways[event.key]);
    });
    this.steps?.addEventListener("focusout", (event) => {
      if (!this.steps.contains(event.relatedTarget)) this.close();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    dark.addEventListener("change", () => this.live && this.draw());
    new ResizeObserver(() => this.show().catch(() => this.giveUp())).observe(this.figure);
  }

  giveUp() {
    this.figure.classList.remove("is-live");
    this.live = false;
    this.close();
    this.box.remove();
    this.steps?.classList.add("waits");
  }
}

// Print, and the picture as a file: both from what the server drew, in the light colours.
function offerFiles(figure) {
  const files = figure.parentElement.querySelector("[data-files]");
  if (!files) return;
  files.classList.remove("waits");
  files.querySelector("[data-print]")?.addEventListener("click", () => print());
  files.querySelector("[data-png]")?.addEventListener("click", async (event) => {
    const link = made("a", "");
    link.download = event.target.dataset.png;
    link.href = await painted(figure.querySelector("svg.picture"));
    link.click();
  });
}

// The rules that a picture needs, outside the page's dark, print and forced colours.
function lightRules() {
  const rules = [...document.styleSheets]
    .filter((sheet) => /\/(tokens|charts)\b[^/]*\.css$/.test(sheet.href ?? ""))
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => /^(:root|\.[fsh]-|\.picture)/.test(rule.selectorText ?? ""));
  return rules.map((rule) => rule.cssText).join("\n");
}

async function painted(svg) {
  const { width, height } = svg.viewBox.baseVal;
  const copy = svg.cloneNode(true);
  const font = getComputedStyle(svg).fontFamily;
  const style = document.createElementNS(copy.namespaceURI, "style");
  style.textContent = `${lightRules()}\n.picture.picture { display: block; font-family: ${font}; }`;
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

async function enliven(figure) {
  if (figure.dataset.live) return;
  figure.dataset.live = "yes";
  offerFiles(figure);
  const course = new Course(figure);
  try {
    await course.show();
    course.listen();
  } catch {
    course.giveUp();
  }
}

function enlivenAll(root) {
  for (const figure of root.querySelectorAll("figure[data-figure]")) enliven(figure);
}

enlivenAll(document);
document.addEventListener("htmx:afterSettle", (event) => {
  enlivenAll(event.detail.elt.parentElement ?? document);
});
