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

class Course {
  constructor(figure) {
    this.figure = figure;
    this.box = document.createElement("div");
    this.box.className = "live";
    this.box.ariaHidden = "true";
    this.steps = figure.parentElement.querySelector("[data-steps]");
    this.at = null;
  }

  get picture() {
    return [...this.figure.querySelectorAll("svg.picture")].find((svg) => svg.getClientRects().length);
  }

  // Draws the size that the page shows; nothing to do while that stays the same.
  async show() {
    const size = this.picture?.dataset.size;
    if (size && size !== this.size) {
      this.size = size;
      this.scene = await this.fetched(size);
      await this.draw();
    }
    this.fit();
  }

  async fetched(size) {
    const address = new URL(this.figure.dataset.figure, document.baseURI);
    address.searchParams.set("size", size);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`figure: ${answer.status}`);
    return answer.json();
  }

  async draw() {
    const { data, layout } = this.scene;
    const colours = pageColours(layout.meta.colours);
    const font = { family: getComputedStyle(this.figure).fontFamily };
    this.figure.append(this.box);
    await Plotly.react(
      this.box,
      themed(data, colours),
      { ...themed(layout, colours), font },
      CONFIG,
    );
    this.box.dataset.size = this.size;
    this.figure.classList.add("is-live");
    if (this.steps) this.steps.hidden = false;
  }

  // As large as the picture beneath it.
  fit() {
    const picture = this.picture;
    if (!picture || !this.scene) return;
    const scale = picture.getBoundingClientRect().width / this.scene.layout.width;
    this.box.style.transform = `scale(${scale})`;
  }

  step(way) {
    const steps = this.scene.layout.meta.steps;
    if (!steps.length) return;
    const last = steps.length - 1;
    const from = this.at ?? (way < 0 ? last + 1 : -1);
    this.at = Math.min(Math.max(from + way, 0), last);
    const [when, words] = steps[this.at];
    Plotly.Fx.hover(this.box, { xval: when }, ROWS);
    const said = this.steps.querySelector("[data-said]");
    if (said) said.textContent = words;
  }

  close() {
    Plotly.Fx.unhover(this.box);
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
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    dark.addEventListener("change", () => this.draw());
    new ResizeObserver(() => this.show().catch(() => this.giveUp())).observe(this.figure);
  }

  giveUp() {
    this.figure.classList.remove("is-live");
    this.box.remove();
    if (this.steps) this.steps.hidden = true;
  }
}

async function enliven(figure) {
  if (forced.matches || !window.Plotly || figure.dataset.live) return;
  figure.dataset.live = "yes";
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
