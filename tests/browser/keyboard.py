"""A walk through a page by Tab: where it stops, and whether that is seen."""

# What has the focus: whether it is ringed, and whether it is what lies at its own middle.
_STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1);
  const hit = document.elementFromPoint(x, y);
  const labels = [...(at.labels ?? [])];
  return {
    what: at.outerHTML.slice(0, 120),
    ring: parseFloat(getComputedStyle(at).outlineWidth),
    own: Boolean(hit && (at.contains(hit) || hit.contains(at) || labels.includes(hit))),
  };
}"""


def stops(page, most=150):
    """From the top to the end of the page."""
    found = []
    while len(found) < most:
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None or (found and stop["what"] == found[0]["what"]):
            return found
        found.append(stop)
    return found


def faults(walked):
    """Stops without a ring, or under something else."""
    return [stop for stop in walked if stop["ring"] < 3 or not stop["own"]]
