// Reads Mermaid flowcharts with Mermaid itself and prints their nodes and edges as JSON, one line a file.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;

const { default: mermaid } = await import("mermaid");
for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8");
  await mermaid.parse(text);
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
  const nodes = Object.fromEntries([...diagram.db.getVertices()].map(([id, vertex]) => [id, vertex.text]));
  const edges = diagram.db.getEdges().map((edge) => [edge.start, edge.end, edge.type, edge.stroke]);
  console.log(JSON.stringify({ title: diagram.db.getDiagramTitle?.() ?? "", nodes, edges }));
}
