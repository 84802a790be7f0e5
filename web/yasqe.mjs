// Yasqe as one script that pages can load: the editor of YASGUI, without its calls to other sites.
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";

window.Yasqe = Yasqe;
