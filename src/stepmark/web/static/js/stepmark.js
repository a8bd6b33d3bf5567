// One module a behaviour. All listen at the document, so that they hold for what htmx swaps in later.
import "./dialogs.js";
import "./toasts.js";
import "./menus.js";
import "./themes.js";
import "./forms.js";
import "./inplace.js";
import "./multi.js";
import "./copy.js";
import "./lookup.js";
import "./drop.js";
import "./drag.js";
import "./items.js";
import "./live.js";
import "./notices.js";
import "./failures.js";
import "./shortcuts.js";
