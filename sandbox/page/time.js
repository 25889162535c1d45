// Times in the centre's zone, so that the page and the bot's own texts always show the same hour.

let zone = "Europe/Oslo";

export const setZone = (name) => { zone = name || zone; };
export const zoneName = () => zone.split("/").pop().replace("_", " ");

const format = (options) => (date) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(date);
export const clockTime = format({ hour: "2-digit", minute: "2-digit" });
export const dayName = format({ weekday: "long", day: "numeric", month: "long" });
const year = format({ year: "numeric" });
export const fullTime = (date) => `${dayName(date)} ${year(date)}, ${clockTime(date)}`;
export const shortTime = (date) => `${format({ weekday: "short", day: "numeric", month: "short" })(date)}, ${clockTime(date)}`;

/** A date from the sandbox: Unix seconds or ISO 8601. */
export const toDate = (value) => new Date(typeof value === "number" ? value * 1000 : value);

/** The value of a datetime-local field for an instant. */
export function toField(date) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(date);
  return parts.replace(" ", "T");
}

/** The instant meant by a datetime-local field, as ISO 8601 in UTC. Two rounds settle the hours around a change of clocks. */
export function fromField(value) {
  const wanted = Date.parse(`${value}Z`);
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) guess += wanted - Date.parse(`${toField(new Date(guess))}Z`);
  return new Date(guess).toISOString().replace(".000Z", "Z");
}

/** "in 2 hours", "3 days ago": how far `date` lies from `from`. */
export function distance(date, from) {
  const minutes = Math.round((date - from) / 60000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  const size = Math.abs(minutes);
  if (size < 1) return "now";
  if (size < 90) return words.format(minutes, "minute");
  if (size < 36 * 60) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
}
