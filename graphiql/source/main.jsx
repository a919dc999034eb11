import { GraphiQL } from "graphiql";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { createRoot } from "react-dom/client";
import { examplesPlugin } from "./examples.jsx";
import { createFetcher } from "./fetcher.js";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./page.css";

const { endpoint, examples } = JSON.parse(document.getElementById("graphiql-configuration").textContent);
const address = new URLSearchParams(window.location.search);
const tabs = examples.map(({ query, variables }) => ({ query, variables, headers: "" }));

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={createFetcher(endpoint)}
    plugins={[explorerPlugin({ showAttribution: false }), examplesPlugin(examples)]}
    query={address.get("query") ?? undefined}
    variables={address.get("variables") ?? undefined}
    defaultTabs={tabs.length ? tabs : undefined}
    defaultEditorToolsVisibility="variables"
    inputValueDeprecation
  >
    <GraphiQL.Logo>
      <span />
    </GraphiQL.Logo>
  </GraphiQL>,
);

// The list of models closes like a menu, by a click elsewhere or Escape.
const models = document.querySelector("details.models");
document.addEventListener("click", ({ target }) => models?.contains(target) || models?.removeAttribute("open"));
document.addEventListener("keydown", ({ key }) => key === "Escape" && models?.removeAttribute("open"));
