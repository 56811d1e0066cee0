// What this browser remembers: the token and the name only until the tab is closed, the look of the page for good.

const TOKEN = "hone.token";
const NAME = "hone.name";
const THEME = "hone.theme";

export const token = () => sessionStorage.getItem(TOKEN) ?? "";
export const name = () => sessionStorage.getItem(NAME) ?? "";

export function remember(newToken, newName) {
  sessionStorage.setItem(TOKEN, newToken);
  if (newName) sessionStorage.setItem(NAME, newName);
}

export function forget() {
  sessionStorage.removeItem(TOKEN);
}

/** "light", "dark" or "auto". */
export function theme() {
  try {
    return localStorage.getItem(THEME) ?? "auto";
  } catch {
    return "auto";
  }
}

export function useTheme(chosen) {
  if (chosen === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", chosen);
  try {
    localStorage.setItem(THEME, chosen);
  } catch {
    // A browser that keeps nothing shows the choice until the page is closed.
  }
}
