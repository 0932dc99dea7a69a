import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import { App } from "./app.tsx";
import { openLink } from "./link.ts";
import { createRunStore } from "./run-store.ts";
import "./style.css";

const store = createRunStore();
const link = openLink(store);
// A page that nobody looks at costs the robot's link nothing.
document.addEventListener("visibilitychange", () => {
  link.say(document.hidden ? "pause" : "resume");
});
render(<App store={store} link={link} />, document.querySelector("#page")!);
