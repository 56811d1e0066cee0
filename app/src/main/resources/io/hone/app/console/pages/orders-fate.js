// What became of an order, from what the run and its versions are now. Pure.

/** Why an order is not obeyed; null if nobody has refused it. */
export const refusal = (order, run) => run?.refused_orders?.[order.id] ?? null;

/** @param order {kind, version?}; @param run as of /api/run; @param data as of /api/versions */
export function became(order, run, data) {
  const state = data.versions.find((v) => v.version === order.version)?.state;
  switch (order.kind) {
    case "pause":
      return run?.paused === true;
    case "resume":
      return run?.paused === false;
    case "promote":
      return state === "promoted";
    case "rollback":
      return state !== undefined && state !== "promoted";
    default:
      return false;
  }
}
