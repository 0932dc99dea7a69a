// Layers, lowest first: a folder may import itself and the folders on earlier lines, nothing else.
const layers = [
  ["core"],
  ["graph", "frames", "messages"],
  ["native"],
  ["autodiff", "optim", "nn", "runtime", "transport", "recording"],
  ["objectives", "decode", "simulate", "stream"],
  ["learn", "publish", "evaluate"],
  ["heads"],
  ["explain"],
  ["client", "config"],
  ["app"],
  ["bench"],
  ["window"],
  ["cli"],
];
const pure = ["graph", "autodiff", "optim", "nn", "objectives"];

const error = (name, from, to) => ({ name, severity: "error", from, to });
const above = (folder, level) =>
  layers
    .slice(level)
    .flat()
    .filter((f) => f !== folder)
    .join("|");
const owned = (pkg, folders) =>
  error(
    `${pkg} only in ${folders.join(", ")}`,
    { path: "^src/", pathNot: `^src/(${folders.join("|")})/` },
    { path: `node_modules/(${pkg})/` },
  );

module.exports = {
  forbidden: [
    ...layers.flatMap((folders, level) =>
      folders
        .filter((f) => f !== "cli")
        .map((f) =>
          error(`layer ${f}`, { path: `^src/${f}/` }, { path: `^src/(${above(f, level)})/` }),
        ),
    ),
    // The bare loops that the bench measures against, too.
    owned("mqtt|zeromq|aedes", ["transport", "bench/ingest", "client"]),
    owned("ws", ["window"]),
    owned("onnxruntime-node|onnxruntime-common", ["runtime"]),
    owned("rxjs", ["transport", "stream", "publish", "learn", "app"]),
    error(
      "pure folders touch no Node built-in",
      { path: `^src/(${pure.join("|")})/` },
      { dependencyTypes: ["core"] },
    ),
    error("no cycles", {}, { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } }),
    error("src never imports test", { path: "^src/" }, { path: "^(test|bench|examples)/" }),
    error(
      "src never imports dev dependencies",
      { path: "^src/" },
      { dependencyTypes: ["npm-dev"] },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
