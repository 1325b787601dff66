"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const svg = document.querySelector(".stage svg");
  if (!svg) return;
  const $ = (id) => document.getElementById(id);
  const nodes = new Map(data.nodes.map((node) => [node.id, { ...node, edges: [] }]));
  const edges = new Map(data.edges.map((edge) => [edge.id, edge]));
  for (const edge of edges.values()) {
    nodes.get(edge.source).edges.push(edge);
    if (edge.target !== edge.source) nodes.get(edge.target).edges.push(edge);
  }
  for (const group of svg.querySelectorAll("g.node")) {
    const node = nodes.get(group.querySelector("title").textContent);
    if (!node) continue;
    node.element = group;
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", node.label);
    group.addEventListener("click", (event) => pick(node.id, event.shiftKey));
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(node.id, event.shiftKey); }
    });
  }
  for (const group of svg.querySelectorAll("g.edge")) {
    const edge = edges.get(group.id);
    if (!edge) continue;
    edge.element = group;
    group.addEventListener("click", () => { state.edge = edge.id; describe(); });
  }

  const state = { focus: null, other: null, edge: null, hidden: new Set() };
  const home = svg.viewBox.baseVal;
  const whole = { x: home.x, y: home.y, width: home.width, height: home.height };
  let view = { ...whole };

  // ── moving ──────────────────────────────────────────────────────────────────
  const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  const zoom = (factor, x = view.x + view.width / 2, y = view.y + view.height / 2) => {
    const width = Math.min(whole.width * 2, Math.max(whole.width / 60, view.width * factor));
    const scale = width / view.width;
    view = { x: x - (x - view.x) * scale, y: y - (y - view.y) * scale, width, height: view.height * scale };
    show();
  };
  const move = (dx, dy) => { view.x += dx * view.width; view.y += dy * view.height; show(); };
  const reset = () => { view = { ...whole }; show(); };
  const centre = (id) => {
    const element = nodes.get(id).element;
    if (!element) return;
    const box = element.getBBox(), at = element.getCTM().inverse ? element.getCTM() : null;
    if (!at) return;
    const root = svg.getCTM().inverse().multiply(at);
    const x = (box.x + box.width / 2) * root.a + root.e, y = (box.y + box.height / 2) * root.d + root.f;
    const width = Math.min(view.width, whole.width / 2.5);
    const height = width * (view.height / view.width);
    view = { x: x - width / 2, y: y - height / 2, width, height };
    show();
  };
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    return [view.x + ((event.clientX - box.left) / box.width) * view.width,
            view.y + ((event.clientY - box.top) / box.height) * view.height];
  };
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, ...place(event));
  }, { passive: false });
  let drag = null;
  svg.addEventListener("pointerdown", (event) => { drag = { x: event.clientX, y: event.clientY, moved: false }; });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    const box = svg.getBoundingClientRect();
    view.x -= (dx / box.width) * view.width;
    view.y -= (dy / box.height) * view.height;
    drag = { x: event.clientX, y: event.clientY, moved: true };
    show();
  });
  window.addEventListener("pointerup", () => { drag = null; });

  // ── what is shown ───────────────────────────────────────────────────────────
  const visible = (node) => !state.hidden.has(`group:${node.group}`);
  const drawn = (edge) =>
    !state.hidden.has(`polarity:${edge.polarity}`) && !state.hidden.has(`evidence:${edge.evidence}`) &&
    visible(nodes.get(edge.source)) && visible(nodes.get(edge.target));
  const route = (from, to) => {
    const before = new Map([[from, null]]);
    const waiting = [from];
    for (const at of waiting) {
      if (at === to) break;
      for (const edge of nodes.get(at).edges) {
        if (edge.source === at && drawn(edge) && !before.has(edge.target)) {
          before.set(edge.target, edge);
          waiting.push(edge.target);
        }
      }
    }
    if (!before.has(to)) return null;
    const path = [];
    for (let at = to; before.get(at); at = before.get(at).source) path.unshift(before.get(at));
    return path;
  };
  const light = () => {
    let near = null, ways = null;
    if (state.focus && state.other) {
      ways = route(state.focus, state.other) || route(state.other, state.focus) || [];
      near = new Set([state.focus, state.other, ...ways.flatMap((edge) => [edge.source, edge.target])]);
    } else if (state.focus) {
      near = new Set([state.focus, ...nodes.get(state.focus).edges.flatMap((edge) => [edge.source, edge.target])]);
    }
    for (const node of nodes.values()) {
      if (!node.element) continue;
      node.element.classList.toggle("gone", !visible(node));
      node.element.classList.toggle("faint", Boolean(near) && !near.has(node.id));
      node.element.classList.toggle("picked", node.id === state.focus || node.id === state.other);
      node.element.setAttribute("aria-pressed", String(node.id === state.focus || node.id === state.other));
    }
    for (const edge of edges.values()) {
      if (!edge.element) continue;
      const on = ways ? ways.includes(edge)
        : !near || edge.source === state.focus || edge.target === state.focus;
      edge.element.classList.toggle("gone", !drawn(edge));
      edge.element.classList.toggle("faint", !on);
    }
    return ways;
  };
  const add = (parent, name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent.append(element);
    return element;
  };
  const tellEdge = (parent, edge) => {
    const item = add(parent, "li");
    const hedge = edge.modality && edge.modality !== "definite" ? ` (${edge.modality})` : "";
    add(item, "span", `${nodes.get(edge.source).label} — ${edge.label} → ${nodes.get(edge.target).label}${hedge}`);
    add(item, "span", edge.evidence, { class: "tag" });
    const list = add(item, "ul");
    for (const name of edge.claims.split(" ").filter(Boolean)) {
      const claim = data.claims[name];
      add(list, "li", claim ? `${name}: ${claim.statement} [${claim.source}, ${claim.hedge}]` : name);
    }
    for (const line of data.proofs[edge.id] || []) add(list, "li", line);
  };
  const describe = () => {
    const card = $("card");
    card.replaceChildren();
    const ways = light();
    if (state.edge) {
      const edge = edges.get(state.edge);
      add(card, "h2", edge.label);
      tellEdge(add(card, "ul"), edge);
      return;
    }
    if (!state.focus) {
      add(card, "p", "Choose a node to see what is stated of it. Choose a second one with Shift to see a path between them.");
      return;
    }
    if (state.other) {
      const [from, to] = [nodes.get(state.focus).label, nodes.get(state.other).label];
      add(card, "h2", `${from} and ${to}`);
      if (!ways.length) add(card, "p", "No path of what is shown leads from one to the other.");
      const list = add(card, "ol");
      for (const edge of ways) tellEdge(list, edge);
      return;
    }
    const node = nodes.get(state.focus);
    add(card, "h2", node.label);
    add(card, "p", `${node.group} · ${node.id}`, { class: "soft" });
    if (node.definition) add(card, "p", node.definition);
    const list = add(card, "ul");
    for (const edge of node.edges.filter(drawn)) tellEdge(list, edge);
  };
  const pick = (id, second) => {
    state.edge = null;
    if (second && state.focus && id !== state.focus) state.other = id;
    else { state.focus = state.focus === id && !state.other ? null : id; state.other = null; }
    describe();
  };
  const clear = () => { state.focus = state.other = state.edge = null; describe(); };

  // ── searching ───────────────────────────────────────────────────────────────
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const find = (words) => {
    const key = plain(words.trim());
    if (!key) return [];
    const scored = [...nodes.values()].map((node) => {
      const label = plain(node.label);
      const rank = label === key ? 0 : label.startsWith(key) ? 1 : label.includes(key) ? 2 : node.id.toLowerCase().includes(key) ? 3 : 9;
      return [rank, node.label, node.id];
    });
    return scored.filter(([rank]) => rank < 9).sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).map((found) => found[2]);
  };
  const search = () => {
    const found = find($("search").value);
    $("found").textContent = $("search").value.trim() ? `${found.length} found` : "";
    if (found.length) { state.focus = found[0]; state.other = state.edge = null; describe(); centre(found[0]); }
  };
  $("search").addEventListener("input", search);

  // ── legend ──────────────────────────────────────────────────────────────────
  for (const box of document.querySelectorAll("input[data-hides]")) {
    box.addEventListener("change", () => {
      box.checked ? state.hidden.delete(box.dataset.hides) : state.hidden.add(box.dataset.hides);
      describe();
    });
  }

  // ── files ───────────────────────────────────────────────────────────────────
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const copied = () => {
    const copy = svg.cloneNode(true);
    copy.querySelectorAll(".gone").forEach((element) => element.remove());
    copy.setAttribute("width", view.width);
    copy.setAttribute("height", view.height);
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.textContent = "text{font-family:Noto Sans,Helvetica,Arial,sans-serif}.faint{opacity:.15}";
    copy.prepend(style);
    return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
  };
  $("save-svg").addEventListener("click", () => save(copied(), "backstory.svg"));
  $("save-json").addEventListener("click", () =>
    save(new Blob([JSON.stringify(data, null, 1)], { type: "application/json" }), "backstory.json"));
  $("save-png").addEventListener("click", () => {
    const image = new Image();
    const address = URL.createObjectURL(copied());
    image.addEventListener("load", () => {
      const scale = Math.min(2, 8000 / Math.max(view.width, view.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.ceil(view.width * scale);
      canvas.height = Math.ceil(view.height * scale);
      const context = canvas.getContext("2d");
      context.fillStyle = "#ffffff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      canvas.toBlob((blob) => save(blob, "backstory.png"), "image/png");
    });
    image.src = address;
  });
  $("zoom-in").addEventListener("click", () => zoom(1 / 1.3));
  $("zoom-out").addEventListener("click", () => zoom(1.3));
  $("whole").addEventListener("click", () => { reset(); clear(); });

  // ── keyboard ────────────────────────────────────────────────────────────────
  document.addEventListener("keydown", (event) => {
    if (event.target.tagName === "INPUT" && event.target.type !== "checkbox") {
      if (event.key === "Escape") { event.target.value = ""; search(); event.target.blur(); }
      return;
    }
    const moves = { ArrowLeft: [-.1, 0], ArrowRight: [.1, 0], ArrowUp: [0, -.1], ArrowDown: [0, .1] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); $("search").focus(); }
    else if (event.key === "+" || event.key === "=") zoom(1 / 1.3);
    else if (event.key === "-") zoom(1.3);
    else if (event.key === "0") { reset(); clear(); }
    else if (event.key === "Escape") clear();
    else if (moves[event.key] && document.activeElement.closest(".stage")) { event.preventDefault(); move(...moves[event.key]); }
  });

  document.body.classList.add("live");
  describe();
})();
