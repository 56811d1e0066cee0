// Where in the console one is: the hash holds the page, what it is about, filters and choices, so that all is a link.

/** {path: ["pairs", "id"], query: {…}} of a hash such as #/pairs/id?kind=actor. Pure. */
export function parse(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return {
    path: path.split("/").filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(query ?? "")),
  };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The hash of a page: link(["pairs", id], {kind: "actor"}); parameters without a value are left out. Pure. */
export function link(path, query = {}) {
  const given = new URLSearchParams(Object.entries(query).filter(([, v]) => v !== "" && v !== null && v !== undefined && v !== false));
  const text = given.toString();
  return `#/${path.map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`;
}

export const here = () => parse(location.hash);

/** Goes there, as a step that "back" undoes. */
export function go(hash) {
  location.hash = hash;
}

/** Goes there in place of where one is: for what is typed letter by letter. */
export function replace(hash) {
  history.replaceState(null, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}
