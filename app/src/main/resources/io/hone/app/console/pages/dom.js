// Builds elements and brings a shown tree to a wanted one. Text only ever becomes text nodes: no markup is parsed.

const SVG = "http://www.w3.org/2000/svg";
const own = new WeakMap(); // element -> {on, sized, key}: what attributes cannot carry

/** An HTML element. `props`: attributes, and `class`, `on` {event: handler}, `vars` {"--x": value}, `key`, `sized`. */
export function h(tag, props, ...children) {
  return filled(document.createElement(tag), props, children);
}

/** An SVG element, as `h`. */
export function s(tag, props, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

function filled(element, props, children) {
  const mine = { on: {}, sized: null, key: null };
  own.set(element, mine);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") listen(element, mine, value);
    else if (name === "vars") for (const [key, v] of Object.entries(value)) element.style.setProperty(key, v);
    else if (name === "key") mine.key = value;
    else if (name === "sized") mine.sized = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  if (mine.sized) watch(element);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

// One listener per event and element, which asks for today's handler: so a handler can be exchanged.
function listen(element, mine, handlers) {
  for (const [event, handler] of Object.entries(handlers)) {
    if (!handler) continue;
    if (!(event in mine.on)) element.addEventListener(event, (e) => own.get(element).on[event]?.(e));
    mine.on[event] = handler;
  }
}

/** Makes `shown` look like `wanted`, keeping its elements, and with them focus, selection and scrolling. */
export function become(shown, wanted) {
  sameAttributes(shown, wanted);
  const mine = own.get(shown);
  const theirs = own.get(wanted);
  if (mine && theirs) {
    for (const event of Object.keys(mine.on)) if (!(event in theirs.on)) mine.on[event] = null;
    listen(shown, mine, theirs.on);
    mine.key = theirs.key;
    if (theirs.sized) {
      mine.sized = theirs.sized;
      resize(shown);
      return;
    }
  }
  sameChildren(shown, [...wanted.childNodes]);
}

/** Makes the children of `shown` look like `wanted`. */
export function show(shown, ...wanted) {
  const holder = document.createDocumentFragment();
  append(holder, wanted);
  sameChildren(shown, [...holder.childNodes]);
}

function sameChildren(shown, wanted) {
  let at = shown.firstChild;
  for (const child of wanted) {
    const match = at && alike(at, child) ? at : keyed(at, child);
    if (!match) {
      shown.insertBefore(child, at);
      continue;
    }
    while (at !== match) at = dropped(at);
    if (child.nodeType === Node.ELEMENT_NODE) become(match, child);
    else if (match.data !== child.data) match.data = child.data;
    at = match.nextSibling;
  }
  while (at) at = dropped(at);
}

function dropped(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function alike(a, b) {
  return a.nodeName === b.nodeName && (own.get(a)?.key ?? null) === (own.get(b)?.key ?? null);
}

function keyed(from, wanted) {
  if ((own.get(wanted)?.key ?? null) === null) return null;
  for (let node = from; node; node = node.nextSibling) if (alike(node, wanted)) return node;
  return null;
}

function sameAttributes(shown, wanted) {
  const typing = shown === document.activeElement;
  const given = wanted.nodeName === "INPUT" && wanted.getAttribute("value") !== shown.getAttribute("value");
  for (const { name } of [...shown.attributes]) {
    if (!wanted.hasAttribute(name) && name !== "style" && !kept(shown, name)) shown.removeAttribute(name);
  }
  for (const { name, value } of [...wanted.attributes]) {
    if (name !== "style" && !kept(shown, name) && shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  if (shown.style.cssText !== wanted.style.cssText) shown.style.cssText = wanted.style.cssText;
  if (given && !typing) shown.value = wanted.value; // what a person typed stays until another value is given
  if ("checked" in wanted && shown.checked !== wanted.checked) shown.checked = wanted.checked;
  if (wanted.nodeName === "OPTION" && shown.selected !== wanted.selected) shown.selected = wanted.selected;
}

// A reader's own opening of details and dialogs outlives a refresh.
function kept(element, name) {
  return name === "open" && /^(DETAILS|DIALOG)$/.test(element.nodeName);
}

const observer = new ResizeObserver((entries) => entries.forEach((entry) => resize(entry.target)));

function watch(element) {
  observer.observe(element);
}

// What an element of a known width shows; a chart is drawn for its width and never stretched.
function resize(element) {
  const width = Math.floor(element.clientWidth);
  if (width > 0) show(element, own.get(element).sized(width));
}
