// Asks the server. Every failure is a `Refused` with one sentence.

import { token } from "./session.js";

export class Refused extends Error {
  /** @param status the HTTP status, or 0 if no server answered */
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

/** GET /api/`path` with the parameters that have a value. */
export function get(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, v]) => v !== "" && v !== null && v !== undefined));
  const text = query.toString();
  return answer(`/api/${path}${text ? `?${text}` : ""}`, { headers: headers(), signal });
}

/** POST /api/`path` with a JSON body; wants the token. */
export function post(path, body) {
  const all = { ...headers(), "Content-Type": "application/json" };
  return answer(`/api/${path}`, { method: "POST", headers: all, body: JSON.stringify(body) });
}

export function headers() {
  return token() ? { Authorization: `Bearer ${token()}` } : {};
}

async function answer(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, cache: "no-store", redirect: "error", credentials: "omit" });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Refused("The console's server does not answer: look whether `./hone console` or `./hone run` still runs.", 0);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(body?.error ?? `The server answered ${response.status} to ${url}.`, response.status);
  if (body === null) throw new Refused(`The server's answer to ${url} is no JSON.`, response.status);
  return body;
}
