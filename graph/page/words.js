// Every word of the interface in Vietnamese and English, and the small functions of language that the
// page needs: folding of diacritics for search, dates, sentences.

const WORDS = {
  vi: {
    person: "Người", organization: "Tổ chức", place: "Địa điểm", event: "Sự kiện",
    agent: "chủ thể", recipient: "đối tượng", placeRole: "địa điểm", source: "nguồn tin", position: "chức vụ",
    occurred: "đã xảy ra", ongoing: "đang diễn ra", planned: "dự kiến", cancelled: "bị huỷ",
    hypothetical: "giả định", negated: "bị phủ nhận",
    Country: "quốc gia", City: "thành phố", GovernmentOrganization: "cơ quan nhà nước", AdministrativeArea: "đơn vị hành chính",
    Continent: "châu lục", BodyOfWater: "vùng nước", NewsMediaOrganization: "cơ quan báo chí", Corporation: "doanh nghiệp",
    former: "nguyên", acting: "quyền", new: "tân",
    CONSULT: "Gặp gỡ, trao đổi", AGREE: "Thoả thuận, cam kết", SUPPORT: "Ủng hộ", CONCEDE: "Nhượng bộ",
    COOPERATE: "Hợp tác", AID: "Viện trợ", RETREAT: "Rút lui, ngừng bắn", REQUEST: "Yêu cầu, kêu gọi",
    ACCUSE: "Chỉ trích, cáo buộc", REJECT: "Bác bỏ, huỷ bỏ", THREATEN: "Đe doạ, cảnh báo", PROTEST: "Biểu tình",
    SANCTION: "Trừng phạt", MOBILIZE: "Triển khai lực lượng", COERCE: "Bắt giữ, khởi tố", ASSAULT: "Tấn công",
    VOTE: "Bỏ phiếu", PERSONNEL: "Nhân sự, bầu cử", LEGISLATE: "Ban hành chính sách", CASUALTY: "Thương vong",
    DISASTER: "Thảm hoạ, tai nạn", TRANSACT: "Giao dịch, đầu tư", CEREMONY: "Nghi lễ, kỷ niệm",
    search: "Tìm người, tổ chức, nơi, sự kiện, câu chữ…", searchShort: "Tìm…", findArticle: "Tìm bài báo…", findSource: "Tìm nguồn tin…", inText: "Trong bài",
    hint: "Bấm một nút trên hình để xem câu làm chứng.", steps: "{n} bước", about: "Về trang này",
    madeBy: "dothi {version} dựng trang này từ {n} bài báo", madeOf: "ngày {days}", madeWith: "mô hình {model}, từ vựng {lexicon}",
    madeWarning: "Máy đọc có thể sai; mỗi nút và mỗi nét nối đều dẫn về câu trong bài.", searchLabel: "Tìm trong đồ thị", nothingFound: "Không thấy gì khớp với “{q}”",
    eventTypes: "Loại sự kiện", statuses: "Trạng thái", articles: "Bài báo", sources: "Nguồn tin",
    publishers: "Toà soạn", saidBy: "Theo lời", articleItself: "Bài báo tự nói",
    all: "Tất cả", none: "Bỏ hết", reset: "Bỏ mọi bộ lọc", showing: "Hiện {n} / {all}",
    showAll: "Hiện tất cả", showMost: "Hiện {n} nút chính", showCore: "Chỉ phần chính", undo: "Hoàn tác", redo: "Làm lại",
    zoomIn: "Phóng to", zoomOut: "Thu nhỏ", fit: "Vừa khung", export: "Xuất", help: "Trợ giúp",
    theme: "Đổi nền sáng, tối", otherLanguage: "English", close: "Đóng", back: "Quay lại",
    overview: "Tổng quan", mainActors: "Nhân vật chính", course: "Diễn biến", related: "Tin liên quan",
    counts: "{e} thực thể · {v} sự kiện · {p} chức vụ", articlesCount: "{n} bài báo",
    alsoCalled: "Còn gọi", positions: "Chức vụ", holders: "Người giữ chức", events: "Sự kiện", with: "Cùng với",
    identifiers: "Định danh", coordinates: "Toạ độ", date: "Thời gian", status: "Trạng thái", participants: "Thành phần",
    counted: "Số liệu", sentences: "Câu trong bài", certainty: "Độ chắc chắn", subtype: "Loại hẹp", type: "Loại",
    more: "Xem thêm {n}", focus: "Quanh đây", unfold: "Mở rộng", path: "Đường tới…", pin: "Ghim", unpin: "Bỏ ghim",
    hide: "Ẩn", unhide: "Hiện lại {n} nút đã ẩn", endFocus: "Bỏ thu hẹp", endPath: "Bỏ đường nối",
    pickTarget: "Chọn nút thứ hai, trên hình hoặc qua ô tìm kiếm.", cancel: "Thôi",
    noPath: "Không có đường nào nối hai nút này trong phần đang lọc.",
    pathOf: "Đường nối {a} với {b}", focusOf: "Quanh {a}", readArticle: "Đọc cả bài", openSource: "Bài gốc",
    highlight: "Tô", entitiesMarks: "Thực thể", eventsMarks: "Sự kiện", untitled: "Không có tiêu đề",
    timeline: "Dòng thời gian", undated: "{n} sự kiện không rõ ngày", from: "Từ", to: "Đến", allTime: "Mọi lúc",
    timelineHint: "Kéo để chọn khoảng thời gian", events1: "{n} sự kiện",
    png: "Ảnh PNG", svg: "Hình vector SVG", graphml: "GraphML, phần đang hiện", jsonld: "JSON-LD, phần đang hiện",
    copyLink: "Chép liên kết của khung nhìn", copied: "Đã chép liên kết", copyFailed: "Liên kết nằm trên thanh địa chỉ",
    graphLabel: "Đồ thị gồm {n} nút. Dùng phím mũi tên để đi giữa các nút, Enter để mở rộng.",
    selected: "{label}, {kind}, {n} liên kết", emptyView: "Không còn gì để hiện với bộ lọc này.", tooMany: "Chỉ vẽ {n} nút quan trọng nhất.",
    emptyGraph: "Đồ thị này chưa có thực thể hay sự kiện nào.",
    keys: "Bàn phím", keyList: [["/", "tìm"], ["← ↑ → ↓", "sang nút bên cạnh"], ["Enter", "mở rộng"], ["F", "chỉ quanh nút"],
      ["P", "ghim"], ["H", "ẩn"], ["Ctrl Z", "hoàn tác"], ["+ − 0", "phóng to, thu nhỏ, vừa khung"], ["Esc", "đóng, bỏ chọn"]],
    helpText: "Bấm một nút để xem câu chữ làm chứng. Bấm đúp để mở rộng. Kéo nút để ghim. Kéo trên dòng thời gian để chọn khoảng ngày.",
    reading: "Cách đọc hình", agentHelp: "ai làm", recipientHelp: "tới ai", placeHelp: "ở đâu", sourceHelp: "ai nói vậy", positionHelp: "giữ chức",
    filters: "Bộ lọc", details: "Chi tiết", panelToggle: "Mở rộng hoặc thu gọn bảng chi tiết", eventsCount: "{n} sự kiện",
    skip: "Bỏ qua hình, tới chi tiết", hiddenMore: "còn {n} nút nối, chưa hiện", lists: "Đang hiện trên hình", yearless: "không rõ năm",
    mentionedIn: "Có trong {n} bài", noscript: "Trang này cần JavaScript để vẽ đồ thị.",
  },
  en: {
    person: "Person", organization: "Organisation", place: "Place", event: "Event",
    agent: "agent", recipient: "recipient", placeRole: "place", source: "source", position: "position",
    occurred: "occurred", ongoing: "ongoing", planned: "planned", cancelled: "cancelled",
    hypothetical: "hypothetical", negated: "denied",
    Country: "country", City: "city", GovernmentOrganization: "government body", AdministrativeArea: "administrative area",
    Continent: "continent", BodyOfWater: "body of water", NewsMediaOrganization: "news organisation", Corporation: "company",
    former: "former", acting: "acting", new: "new",
    CONSULT: "Meet, consult", AGREE: "Agree, promise", SUPPORT: "Support", CONCEDE: "Concede",
    COOPERATE: "Cooperate", AID: "Give aid", RETREAT: "Retreat, ceasefire", REQUEST: "Request, urge",
    ACCUSE: "Accuse, criticise", REJECT: "Reject, call off", THREATEN: "Threaten, warn", PROTEST: "Protest",
    SANCTION: "Sanction", MOBILIZE: "Mobilise", COERCE: "Arrest, prosecute", ASSAULT: "Attack",
    VOTE: "Vote", PERSONNEL: "Appointments, elections", LEGISLATE: "Issue policy", CASUALTY: "Casualties",
    DISASTER: "Disaster, accident", TRANSACT: "Trade, invest", CEREMONY: "Ceremony",
    search: "Find people, organisations, places, events, words…", searchShort: "Find…", findArticle: "Find an article…", findSource: "Find a source…", inText: "In the text",
    hint: "Click a node in the picture to see the sentences that say so.", steps: "{n} steps", about: "About this page",
    madeBy: "dothi {version} made this page from {n} articles", madeOf: "of {days}", madeWith: "model {model}, lexicon {lexicon}",
    madeWarning: "A machine can misread; every node and line leads back to the sentence in the article.", searchLabel: "Search the graph", nothingFound: "Nothing matches “{q}”",
    eventTypes: "Event types", statuses: "Status", articles: "Articles", sources: "Sources",
    publishers: "Publishers", saidBy: "According to", articleItself: "The article itself",
    all: "All", none: "None", reset: "Clear all filters", showing: "Showing {n} of {all}",
    showAll: "Show all", showMost: "Show main {n}", showCore: "Main part only", undo: "Undo", redo: "Redo",
    zoomIn: "Zoom in", zoomOut: "Zoom out", fit: "Fit to view", export: "Export", help: "Help",
    theme: "Switch light and dark", otherLanguage: "Tiếng Việt", close: "Close", back: "Back",
    overview: "Overview", mainActors: "Main actors", course: "Course of events", related: "Related articles",
    counts: "{e} entities · {v} events · {p} positions", articlesCount: "{n} articles",
    alsoCalled: "Also called", positions: "Positions", holders: "Office holders", events: "Events", with: "Together with",
    identifiers: "Identifiers", coordinates: "Coordinates", date: "Time", status: "Status", participants: "Participants",
    counted: "Figures", sentences: "Sentences", certainty: "Certainty", subtype: "Narrower type", type: "Type",
    more: "{n} more", focus: "Focus here", unfold: "Unfold", path: "Path to…", pin: "Pin", unpin: "Unpin",
    hide: "Hide", unhide: "Show {n} hidden nodes again", endFocus: "Leave focus", endPath: "Leave path",
    pickTarget: "Choose the second node, in the picture or through search.", cancel: "Cancel",
    noPath: "No path joins these two within the filter.",
    pathOf: "Path from {a} to {b}", focusOf: "Around {a}", readArticle: "Read the article", openSource: "Original",
    highlight: "Highlight", entitiesMarks: "Entities", eventsMarks: "Events", untitled: "Untitled",
    timeline: "Timeline", undated: "{n} events without a date", from: "From", to: "To", allTime: "All time",
    timelineHint: "Drag to choose a period", events1: "{n} events",
    png: "PNG image", svg: "SVG drawing", graphml: "GraphML, the visible part", jsonld: "JSON-LD, the visible part",
    copyLink: "Copy a link to this view", copied: "Link copied", copyFailed: "The link is in the address bar",
    graphLabel: "Graph of {n} nodes. Use the arrow keys to move between nodes, Enter to unfold.",
    selected: "{label}, {kind}, {n} links", emptyView: "Nothing is left to show with this filter.", tooMany: "Only the {n} most important nodes are drawn.",
    emptyGraph: "This graph has no entities or events yet.",
    keys: "Keyboard", keyList: [["/", "search"], ["← ↑ → ↓", "go to a neighbour"], ["Enter", "unfold"], ["F", "focus"],
      ["P", "pin"], ["H", "hide"], ["Ctrl Z", "undo"], ["+ − 0", "zoom in, out, fit"], ["Esc", "close, deselect"]],
    helpText: "Click a node to see the sentences that say so. Double-click to unfold it. Drag a node to pin it. Drag on the timeline to choose a period.",
    reading: "How to read it", agentHelp: "who acts", recipientHelp: "towards whom", placeHelp: "where", sourceHelp: "who says so", positionHelp: "holds a post",
    filters: "Filters", details: "Details", panelToggle: "Expand or collapse the details", eventsCount: "{n} events",
    skip: "Skip the picture, go to details", hiddenMore: "{n} more linked nodes, not shown", lists: "In the picture now", yearless: "year unknown",
    mentionedIn: "In {n} articles", noscript: "This page needs JavaScript to draw the graph.",
  },
};

let language = "vi";

/** The interface's word for `key`, with {placeholders} filled; one pass, so values are never expanded. */
function say(key, values = {}) {
  const word = WORDS[language][key] ?? key;
  return typeof word === "string" ? word.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole)) : word;
}

const BARE = new Map();

/** Lower case without diacritics: "Không kích" -> "khong kich". Same length as the NFC text it is given. */
function fold(text) {
  let folded = "";
  for (const letter of text.toLowerCase()) {
    let bare = BARE.get(letter);
    if (bare === undefined) {
      bare = letter.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace("đ", "d");
      if (bare.length !== letter.length) bare = letter;
      BARE.set(letter, bare);
    }
    folded += bare;
  }
  return folded;
}

/** "2024-03-27" -> "27/3/2024", "--03-27" -> "27/3", "2024-03" -> "3/2024", "--11" -> "tháng 11"; English: "27 Mar 2024". */
function sayDate(value, short = false) {
  if (!value) return "";
  const [, year, month, day] = /^(-|\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(value) || [];
  if (!year) return value;
  const parts = [];
  if (language === "vi") {
    if (day) parts.push(String(Number(day)));
    if (month) parts.push((day || year !== "-" ? "" : "tháng ") + Number(month));
    if (year !== "-" && !(short && day)) parts.push(year);
    return parts.join("/");
  }
  if (day) parts.push(String(Number(day)));
  if (month) parts.push(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]);
  if (year !== "-" && !(short && day)) parts.push(year);
  return parts.join(" ");
}

const SENTENCE_END = /[.!?…]+["”’»)\]]*(?=\s+["“‘«(\[]?[\p{Lu}\p{N}])|\n+/gu;
const ABBREVIATION = /(?:^|[\s(])(?:\p{Lu}|TP|Tp|Q|P|TS|ThS|GS|PGS|BS|Mr|Mrs|Ms|Dr|St|Jr|vs|No)\.$/u;

/** The half-open stretch of the sentence of `text` that holds `begin`. */
function sentenceAround(text, begin, end) {
  const lineStart = text.lastIndexOf("\n", begin - 1) + 1;
  let lineEnd = text.indexOf("\n", end);
  if (lineEnd < 0) lineEnd = text.length;
  const line = text.slice(lineStart, lineEnd);
  let from = 0;
  let to = line.length;
  for (const match of line.matchAll(SENTENCE_END)) {
    const stop = match.index + match[0].length;
    if (ABBREVIATION.test(line.slice(0, match.index + 1))) continue;
    if (stop <= begin - lineStart) from = stop;
    else if (stop >= end - lineStart) { to = stop; break; }
  }
  while (/\s/.test(line[from] || "")) from += 1;
  return [lineStart + from, lineStart + to];
}
