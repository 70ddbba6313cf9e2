"""Walking a page with the keyboard alone, and looking at it at 400 %."""

SHOWS_FOCUS = """() => {
  const element = document.activeElement;
  const looks = [null, "::after"].map((part) => getComputedStyle(element, part));
  return looks.some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2);
}"""

ZOOMED = {"width": 320, "height": 256}
"""1280 × 1024 at 400 % (WCAG 1.4.10)."""
CUT_OFF = """() => {
  const hidden = (element) => {
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) return true;
    for (let one = element; one; one = one.parentElement) {
      const look = getComputedStyle(one);
      if (one.getAttribute("aria-hidden") === "true" || one.classList.contains("kern-sr-only")) return true;
      if (look.clipPath !== "none" || look.position === "absolute" && one.offsetWidth <= 1) return true;
    }
    return false;
  };
  const scrolls = (element) => {
    for (let one = element.parentElement; one; one = one.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(one).overflowX) && one !== document.body) return true;
    }
    return false;
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("svg, .tw-skip, .tw-trap") || hidden(element) || scrolls(element)) continue;
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own && !element.matches("input, select, textarea, button, img, svg")) continue;
    const box = element.getBoundingClientRect(), look = getComputedStyle(element);
    const over = box.right > innerWidth + 1 || box.left < -1;
    const cut = own && ["hidden", "clip"].includes(look.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const low = own && ["hidden", "clip"].includes(look.overflowY) && element.scrollHeight > element.clientHeight + 2;
    if (over || cut || low) found.push(element.outerHTML.slice(0, 160));
  }
  return found;
}"""


def cut_off(page):
    """What one cannot read or reach at 400 %: beyond the edge, or cut by its own box."""
    page.set_viewport_size(ZOOMED)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    stuck = page.evaluate(
        """[...document.querySelectorAll("body *")].filter((element) =>
          ["fixed", "sticky"].includes(getComputedStyle(element).position)
          && element.getBoundingClientRect().height > innerHeight / 3).length"""
    )
    return [*page.evaluate(CUT_OFF), *(["sideways"] if wide > 0 else []), *["stuck"] * stuck]


class Keyboard:
    """Only the keys; notes every stop at which the focus could not be seen."""

    def __init__(self, page):
        self.page, self.unseen = page, []

    def on_to(self, selector):
        """Press Tab until the focus is on what the selector names."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if not self.page.evaluate(SHOWS_FOCUS):
                self.unseen.append(self.page.evaluate("document.activeElement.outerHTML"))
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab never came to {selector}")

    def type(self, selector, text):
        self.on_to(selector)
        self.page.keyboard.type(text)

    def enter(self, selector, leads_to):
        self.on_to(selector)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(leads_to)
