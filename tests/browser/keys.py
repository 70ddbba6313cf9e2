"""Walking a page with the keyboard alone, and looking at it at 400 %."""

SHOWS_FOCUS = """() => {
  const element = document.activeElement;
  const looks = [null, "::after"].map((part) => getComputedStyle(element, part));
  return looks.some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2);
}"""

ZOOMED = {"width": 320, "height": 256}
"""1280 × 1024 at 400 % (WCAG 1.4.10)."""
CUT_OFF = """() => {
  const chain = (one) => one ? [one, ...chain(one.parentElement)] : [];
  const isHidden = (one) => {
    const look = getComputedStyle(one);
    return one.getAttribute("aria-hidden") === "true" || look.clipPath !== "none"
      || one.classList.contains("kern-sr-only")
      || (look.position === "absolute" && one.offsetWidth <= 1);
  };
  const scrolls = (one) => one !== document.body && one !== document.documentElement
    && ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
  const clips = (way) => ["hidden", "clip"].includes(way);
  const wrong = (element) => {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own && !element.matches("input, select, textarea, button, img, svg")) return false;
    const box = element.getBoundingClientRect(), look = getComputedStyle(element);
    return box.right > innerWidth + 1 || box.left < -1
      || (own && clips(look.overflowX) && element.scrollWidth > element.clientWidth + 1)
      || (own && clips(look.overflowY) && element.scrollHeight > element.clientHeight + 2);
  };
  return [...document.body.querySelectorAll("*")].filter((element) =>
    !element.closest("svg, .tw-skip, .tw-trap, .kern-sr-only")
    && element.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && wrong(element) && !chain(element).some(isHidden)
    && !chain(element.parentElement).some(scrolls)
  ).map((element) => element.outerHTML.slice(0, 160));
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
