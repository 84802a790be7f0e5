// Line icons on a 24 by 24 grid, drawn for this page: one for each kind of node, event type and action.

const ICONS = {
  person: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c.6-4 3.600-6.200 7.5-6.200s6.900 2.200 7.5 6.200",
  organization: "M3.5 20.5h17M5.5 20.5V10M18.5 20.5V10M3.5 9.5L12 4l8.5 5.5zM10 20.5V13M14 20.5V13",
  place: "M12 21c4.300-4.800 6.400-8.200 6.400-11.200a6.400 6.400 0 1 0-12.800 0C5.600 12.800 7.700 16.200 12 21M12 12.200a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600",
  event: "M5 6h14v14H5zM5 10.5h14M9 3.5V7M15 3.5V7",
  CONSULT: "M3.5 4.5h11v8H9l-3 3v-3H3.5zM17.5 8.5h3v8h-2.5v3l-3-3h-4.5",
  AGREE: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8 12.300l2.800 2.800L16.200 9.300",
  SUPPORT: "M7 11v9.5H3.5V11zM7 11l4-7.5c1.700.1 2.5 1.300 2.100 2.900L12.300 10h5.900c1.400 0 2.300 1.200 2 2.5l-1.5 6.200a2.300 2.300 0 0 1-2.200 1.800H7",
  CONCEDE: "M5.5 11h13v9.5h-13zM8.200 11V7.5a3.800 3.800 0 0 1 7.300-1.400M12 14.5v2.5",
  COOPERATE: "M9 16.5a5 5 0 1 0 0-10 5 5 0 0 0 0 10M15 17.5a5 5 0 1 0 0-10 5 5 0 0 0 0 10",
  AID: "M3.5 8h17v12h-17zM12 11v6M9 14h6M8.5 8V4.5h7V8",
  RETREAT: "M6 21V3.5M6 4h12.5l-3 4.200 3 4.300H6",
  REQUEST: "M3.5 4.5h17v12h-8l-4 3.800v-3.800h-5zM10 9a2.100 2.100 0 1 1 2.700 2c-.5.2-.7.5-.7 1M12 14h.01",
  ACCUSE: "M3.5 10v4.5h3.5l8.5 4V6l-8.5 4zM18.5 9a4 4 0 0 1 0 6.5M7 14.5l1 5h2.5l-1-4",
  REJECT: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9 9l6 6M15 9l-6 6",
  THREATEN: "M12 3.5l9.200 16.5H2.800zM12 9.5v5M12 17.200h.01",
  PROTEST: "M4.5 3.5h15v9h-15zM12 12.5V21M8.5 8h7",
  SANCTION: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M5.700 5.700l12.600 12.600",
  MOBILIZE: "M5.5 12l6.5-6.5 6.5 6.5M5.5 18.5L12 12l6.5 6.5",
  COERCE: "M4.5 4h15v16h-15zM9.5 4v16M14.5 4v16",
  ASSAULT: "M12 2.5l1.900 4.800 4.800-2-1.700 4.900 4.5 2.5-4.800 1.5 1 5.300-4.700-3-4.5 3.5.7-5.5-5.200-1 4.200-3-2.200-5 4.600 1.800z",
  VOTE: "M3.5 13h17v7.5h-17zM6.5 13l1-9.5h9l1 9.5M10 8.200l1.600 1.700 2.800-3",
  PERSONNEL: "M9 11a3.600 3.600 0 1 0 0-7.200A3.600 3.600 0 0 0 9 11M2.5 20c.5-3.900 3-6 6.5-6 1.400 0 2.600.3 3.600 1M17.5 20.5V13M14.300 16.200l3.200-3.200 3.200 3.200",
  LEGISLATE: "M5.5 3h9.5l4 4v14H5.5zM15 3v4h4M9 12h6.5M9 16h6.5",
  CASUALTY: "M2.5 12.5h4.300L9.5 6l4 12 2.700-5.5h5.300",
  DISASTER: "M13.5 2.5L4.5 14h6l-1 7.5 9-11.800h-6.200z",
  TRANSACT: "M3.5 8H19M15 4l4 4-4 4M20.5 16H5M9 12l-4 4 4 4",
  CEREMONY: "M12 21.200a5.600 5.600 0 1 0 0-11.200 5.600 5.600 0 0 0 0 11.200M8.600 10.900L5.5 3H10l2 5.200L14 3h4.5l-3.100 7.900",
  search: "M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14M15.700 15.700l5 5",
  undo: "M8.5 5L4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-3",
  redo: "M15.5 5L20 9.5 15.5 14M20 9.5H10a5.5 5.5 0 0 0 0 11h3",
  theme: "M12 20.5a8.5 8.5 0 1 0 0-17zM12 20.5a8.5 8.5 0 0 1 0-17",
  download: "M12 3.5v12M7 10.800l5 5 5-5M4 20.5h16",
  help: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9.400 9.5a2.600 2.600 0 1 1 3.600 2.400c-.7.3-1 .7-1 1.5M12 16.700h.01",
  plus: "M12 5v14M5 12h14", minus: "M5 12h14", fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  close: "M6 6l12 12M18 6L6 18", back: "M14.5 5l-7 7 7 7", down: "M6 9.5l6 6 6-6",
  focus: "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6M12 2.5v4M12 17.5v4M2.5 12h4M17.5 12h4",
  unfold: "M12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4M14 10.5l4-4M10 10.5l-4-4M14 13.5l4 4M10 13.5l-4 4M19.5 9V5H15.5M4.5 9V5h4M19.5 15v4h-4M4.5 15v4h4",
  path: "M5.5 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M18.5 21a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M8 5.5h8a3.200 3.200 0 0 1 0 6.5H8a3.200 3.200 0 0 0 0 6.5h8",
  pin: "M9 3.5h6l-.8 6.5 3.300 3v1.5h-11V13l3.300-3zM12 14.5v6.5",
  hide: "M3.5 3.5l17 17M10 5.300c.6-.1 1.300-.2 2-.2 5.5 0 9 6.900 9 6.900s-.9 1.800-2.600 3.5M6.300 7.5C4.200 9.200 3 12 3 12s3.5 6.900 9 6.900c1.5 0 2.900-.5 4-1.200M9.900 9.900a3 3 0 0 0 4.200 4.200",
  read: "M12 6.5C10 5 7 4.5 3.5 4.5v14c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-14c-3.5 0-6.5.5-8.5 2v14",
  filter: "M3.5 5h17l-6.5 8v6.5l-4-2V13z", link: "M10 14a4 4 0 0 0 5.700 0l3.600-3.600a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0l-3.600 3.600a4 4 0 0 0 5.700 5.700L12 17.700",
};

/** An element with attributes and children; strings become text nodes, so nothing is ever parsed as HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon as an SVG element that screen readers pass over. */
function icon(name, size = 18) {
  const namespace = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(namespace, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("width", size);
  drawing.setAttribute("height", size);
  drawing.setAttribute("aria-hidden", "true");
  drawing.classList.add("icon");
  const line = document.createElementNS(namespace, "path");
  line.setAttribute("d", ICONS[name] || ICONS.event);
  drawing.append(line);
  return drawing;
}

/** A button with an icon and, unless `bare`, its words; bare ones carry the words as label and tooltip. */
function button(iconName, words, onclick, { bare = false, kind = "", ...attributes } = {}) {
  const label = bare ? { "aria-label": words, title: words } : {};
  return make("button", { type: "button", class: `button ${bare ? "bare" : ""} ${kind}`, onclick, ...label, ...attributes },
    iconName && icon(iconName), bare ? null : make("span", {}, words));
}
