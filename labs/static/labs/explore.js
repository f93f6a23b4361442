// Explore: asks for a figure, draws it in the page's colours, and lets it be moved without a mouse.
// The page's own figure stays in its place until this one is drawn, and comes back when anything fails.
const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false, // the library would offer to upload the figure
  plotlyServerURL: "",
  showTips: false, // they would lie over the buttons
  responsive: true,
  scrollZoom: false,
  doubleClick: "reset",
};
// Months by their names up to half a year, then years; plotly.js writes them in English.
const DAY = 86_400_000;
const DATES = [
  { dtickrange: [null, 21 * DAY], value: "%-d %b<br>%Y" },
  { dtickrange: [21 * DAY, "M6"], value: "%b<br>%Y" },
  { dtickrange: ["M6", null], value: "%Y" },
];
const dark = matchMedia("(prefers-color-scheme: dark)");
const forced = matchMedia("(forced-colors: active)");
const narrow = matchMedia("(max-width: 48rem)");
const touch = matchMedia("(pointer: coarse)");

// The figure names colours by their light values; the page says what each role is now.
function themed(value, colours, key = "") {
  if (typeof value === "string") return (/color$/.test(key) && colours[value]) || value;
  if (Array.isArray(value)) return value.map((one) => themed(one, colours, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, themed(one, colours, name)]));
}

class Explore {
  turn = 0; // of the latest request: an answer to an earlier one is dropped
  at = null; // the draw that was stepped to

  constructor(root) {
    this.root = root;
    this.box = root.querySelector("[data-plot]");
    this.choices = root.querySelector("[data-choices]");
    root.addEventListener("click", ({ target }) => {
      const { move, step } = target.closest("[data-move], [data-step]")?.dataset ?? {};
      if (move) this.move(move);
      if (step) this.step(Number(step));
    });
    root.addEventListener("mouseover", ({ target }) => {
      const row = target.closest("[data-pair]");
      if (row) this.open(Number(row.dataset.pair));
    });
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && this.figure) Plotly.Fx.unhover(this.box);
    });
    this.choices.addEventListener("change", () => this.show());
    for (const query of [narrow, forced]) query.addEventListener("change", () => this.show());
    for (const query of [dark, touch]) query.addEventListener("change", () => this.figure && this.draw());
  }

  get asked() {
    const asked = new URLSearchParams();
    for (const box of this.choices.querySelectorAll("input")) {
      if (box.type === "hidden" || box.checked) asked.append(box.name, box.value);
    }
    if (narrow.matches) asked.set("size", "phone");
    return asked;
  }

  async show() {
    const turn = ++this.turn;
    this.say("");
    if (forced.matches) return this.giveWay("forced");
    const waits = setTimeout(() => this.say("loading"), 300);
    try {
      if (!window.Plotly) throw new Error("plotly.js is not there");
      const figure = await this.fetched();
      if (turn !== this.turn) return; // a later choice has been made
      this.figure = figure;
      await this.draw();
      this.remember();
    } catch (error) {
      if (turn === this.turn) this.giveWay("failed");
    } finally {
      clearTimeout(waits);
    }
  }

  async fetched(more = "") {
    const headers = { Accept: "application/json" };
    const answer = await fetch(`${this.root.dataset.explore}?${this.asked}${more}`, { headers }).catch(() => null);
    if (!answer?.ok) {
      document.dispatchEvent(new CustomEvent("tracker:failed", { detail: { answer } }));
      throw new Error(`figure: ${answer?.status ?? "no answer"}`);
    }
    return answer.json();
  }

  async draw() {
    const style = getComputedStyle(document.documentElement);
    const { data, layout } = this.figure;
    const roles = Object.entries(layout.meta.colours);
    const now = Object.fromEntries(roles.map(([role, light]) => [light, style.getPropertyValue(`--${role}`).trim()]));
    const mine = themed({ data, layout }, now);
    if (mine.layout.xaxis.type === "date") mine.layout.xaxis.tickformatstops = DATES;
    mine.layout.template.layout.font.family = style.getPropertyValue("--pico-font-family");
    if (touch.matches) { // a finger scrolls the page; the buttons move the dates
      mine.layout.dragmode = false;
      mine.layout.xaxis.fixedrange = mine.layout.yaxis.fixedrange = true;
    }
    for (const trace of mine.data) trace.x ??= layout.meta.x; // once for all rows: one place a draw
    await Plotly.react(this.box, mine.data, mine.layout, CONFIG);
    document.documentElement.dataset.explored = "";
    this.say("");
  }

  // The page's own figure stands again, and a sentence says why.
  giveWay(why) {
    delete document.documentElement.dataset.explored;
    this.say(why);
  }

  say(what) {
    this.root.querySelector("[data-state]").textContent = this.root.dataset[what] ?? "";
  }

  // What was chosen stands in the address, so that a reload shows it.
  remember() {
    const address = new URL(location.href);
    address.searchParams.delete("rows");
    for (const [name, value] of this.asked) {
      if (name === "rows") address.searchParams.append(name, value);
      if (name === "lh") address.searchParams.set(name, value);
    }
    history.replaceState(history.state, "", address);
  }

  // Buttons do what a mouse does: for a keyboard, and for a finger.
  move(way) {
    const axis = this.box._fullLayout.xaxis;
    const all = this.figure.layout.xaxis.range;
    if (way === "all") return this.look(all);
    const [start, end] = axis.range.map((at) => axis.d2l(at));
    const wide = end - start;
    const [before, after] = {
      in: [wide / 4, -wide / 4],
      out: [-wide / 2, wide / 2],
      back: [-wide / 3, -wide / 3],
      on: [wide / 3, wide / 3],
    }[way];
    const [least, most] = all.map((at) => axis.d2l(at));
    const span = Math.min(wide + after - before, most - least);
    const first = Math.min(Math.max(start + before, least), most - span);
    return this.look([axis.l2d(first), axis.l2d(first + span)]);
  }

  look(range) {
    return Plotly.relayout(this.box, { "xaxis.range": range });
  }

  // Of a figure with very many draws their words are asked for when somebody steps.
  async step(by) {
    const { meta } = this.figure.layout;
    meta.steps ??= (await this.fetched("&words=yes").catch(() => null))?.steps;
    const { steps = [] } = meta;
    const from = this.at ?? (by < 0 ? steps.length : -1);
    const at = Math.min(Math.max(from + by, 0), steps.length - 1);
    if (!steps.length) return;
    this.open(at);
    this.root.querySelector("[data-said]").textContent = steps[at];
  }

  // The box of one draw, wherever the pointer is.
  async open(at) {
    if (!this.figure) return;
    this.at = at;
    const told = this.box.data.findIndex((trace) => trace.hoverinfo); // the others cannot be pointed at
    const { x } = this.figure.layout.meta;
    if (!x) return Plotly.Fx.hover(this.box, [{ curveNumber: told, pointNumber: at }]);
    const axis = this.box._fullLayout.xaxis;
    const place = axis.d2l(x[at]);
    const [start, end] = axis.range.map((each) => axis.d2l(each));
    if (place < start || place > end) {
      const half = (end - start) / 2;
      await this.look([axis.l2d(place - half), axis.l2d(place + half)]);
    }
    return told >= 0 && Plotly.Fx.hover(this.box, { xval: place, yval: 0 }, [`x${this.box.data[told].yaxis}`]);
  }
}

for (const root of document.querySelectorAll("[data-explore]")) new Explore(root).show();
