"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const svg = document.querySelector(".stage > svg");
  if (!svg) return;
  const $ = (id) => document.getElementById(id);
  const stage = svg.parentElement;
  const nodes = new Map(data.nodes.map((node) => [node.id, { ...node, edges: [] }]));
  const edges = new Map(data.edges.map((edge) => [edge.id, edge]));
  for (const edge of edges.values()) {
    nodes.get(edge.source).edges.push(edge);
    if (edge.target !== edge.source) nodes.get(edge.target).edges.push(edge);
  }
  const state = { focus: null, other: null, edge: null, second: false, hidden: new Set() };
  let moved = false;
  for (const group of svg.querySelectorAll("g.node")) {
    const node = nodes.get(group.dataset.node);
    if (!node) continue;
    node.element = group;
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", `${node.label}, ${node.group}`);
    group.addEventListener("click", (event) => { if (!moved) pick(node.id, event.shiftKey); });
    group.addEventListener("focus", () => { if (group.matches(":focus-visible")) reveal(node.id); });
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(node.id, event.shiftKey); }
    });
  }
  for (const group of svg.querySelectorAll("g.edge")) {
    const edge = edges.get(group.dataset.edge);
    if (!edge) continue;
    edge.element = group;
    const line = group.querySelector("path");
    if (line) { // what is easier to hit than a thin line
      const wide = line.cloneNode();
      for (const [key, value] of [["class", "hit"], ["stroke", "transparent"], ["stroke-width", "12"], ["stroke-dasharray", "none"]]) {
        wide.setAttribute(key, value);
      }
      group.append(wide);
    }
    group.addEventListener("click", () => { if (!moved) { state.edge = edge.id; describe(); } });
  }

  // ── moving ──────────────────────────────────────────────────────────────────
  const home = svg.viewBox.baseVal;
  const whole = { x: home.x, y: home.y, width: home.width, height: home.height };
  let view = { ...whole };
  const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  const fit = () => {
    const width = stage.clientWidth;
    const most = Math.max(280, window.innerHeight * .75);
    stage.style.height = `${Math.round(Math.min(most, Math.max(240, width * whole.height / whole.width)))}px`;
  };
  const scale = () => Math.min(svg.clientWidth / view.width, svg.clientHeight / view.height) || 1;
  const zoom = (factor, x = view.x + view.width / 2, y = view.y + view.height / 2) => {
    const width = Math.min(whole.width * 2, Math.max(Math.min(whole.width, 120), view.width * factor));
    const by = width / view.width;
    view = { x: x - (x - view.x) * by, y: y - (y - view.y) * by, width, height: view.height * by };
    show();
  };
  const move = (dx, dy) => { view.x += dx * view.width; view.y += dy * view.height; show(); };
  const reset = () => { view = { ...whole }; show(); };
  const place = (x, y) => {
    const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    return [at.x, at.y];
  };
  const middle = (id) => {
    const box = nodes.get(id).element.getBoundingClientRect();
    return place(box.left + box.width / 2, box.top + box.height / 2);
  };
  const centre = (id) => {
    if (!nodes.get(id).element) return;
    const [x, y] = middle(id);
    const width = Math.min(view.width, Math.max(whole.width / 4, svg.clientWidth * .9));
    const height = width * (whole.height / whole.width);
    view = { x: x - width / 2, y: y - height / 2, width, height };
    show();
  };
  const reveal = (id) => {
    const box = nodes.get(id).element.getBoundingClientRect(), frame = svg.getBoundingClientRect();
    if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) centre(id);
  };
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, ...place(event.clientX, event.clientY));
  }, { passive: false });
  const touches = new Map();
  let apart = 0;
  svg.addEventListener("pointerdown", (event) => {
    touches.set(event.pointerId, [event.clientX, event.clientY]);
    if (touches.size === 1) moved = false;
    apart = 0;
  });
  window.addEventListener("pointermove", (event) => {
    const last = touches.get(event.pointerId);
    if (!last) return;
    const dx = event.clientX - last[0], dy = event.clientY - last[1];
    if (!moved && touches.size === 1 && Math.hypot(dx, dy) < 5) return;
    moved = true;
    svg.classList.add("held");
    touches.set(event.pointerId, [event.clientX, event.clientY]);
    const [one, two] = touches.values();
    if (two) {
      const now = Math.hypot(one[0] - two[0], one[1] - two[1]);
      if (apart && now) zoom(apart / now, ...place((one[0] + two[0]) / 2, (one[1] + two[1]) / 2));
      apart = now;
      return;
    }
    const by = scale();
    view.x -= dx / by;
    view.y -= dy / by;
    show();
  });
  const release = (event) => { touches.delete(event.pointerId); svg.classList.remove("held"); };
  window.addEventListener("pointerup", release);
  window.addEventListener("pointercancel", release);
  window.addEventListener("resize", fit);

  // ── what is shown ───────────────────────────────────────────────────────────
  const visible = (node) => !state.hidden.has(`group:${node.group}`);
  const drawn = (edge) =>
    !state.hidden.has(`polarity:${edge.polarity}`) && !state.hidden.has(`evidence:${edge.evidence}`) &&
    !state.hidden.has(`feedback:${edge.feedback}`) && visible(nodes.get(edge.source)) && visible(nodes.get(edge.target));
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
      const own = nodes.get(state.focus).edges.filter(drawn);
      near = new Set([state.focus, ...own.flatMap((edge) => [edge.source, edge.target])]);
    }
    for (const node of nodes.values()) {
      if (!node.element) continue;
      const picked = node.id === state.focus || node.id === state.other;
      node.element.classList.toggle("gone", !visible(node));
      node.element.classList.toggle("faint", Boolean(near) && !near.has(node.id));
      node.element.classList.toggle("picked", picked);
      node.element.setAttribute("aria-pressed", String(picked));
    }
    for (const edge of edges.values()) {
      if (!edge.element) continue;
      const on = ways ? ways.includes(edge) : !near || edge.source === state.focus || edge.target === state.focus;
      edge.element.classList.toggle("gone", !drawn(edge));
      edge.element.classList.toggle("faint", !on);
      edge.element.classList.toggle("lit", Boolean(near) && on);
    }
    return ways;
  };

  // ── details ─────────────────────────────────────────────────────────────────
  const add = (parent, name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent.append(element);
    return element;
  };
  const button = (parent, text, action) => {
    const element = add(parent, "button", text, { type: "button" });
    element.addEventListener("click", action);
    return element;
  };
  const link = (parent, id) => button(parent, nodes.get(id).label, () => { pick(id, false); centre(id); });
  const words = { asserted: "stated", editorial: "added by the editors", inferred: "inferred" };
  const tellEdge = (parent, edge, here) => {
    const item = add(parent, "li");
    const end = (id) => (id === here ? add(item, "b", nodes.get(id).label) : link(item, id));
    end(edge.source);
    add(item, "span", ` ${edge.label || "→"} `);
    end(edge.target);
    if (edge.modality && edge.modality !== "definite") add(item, "span", ` (${edge.modality})`);
    add(item, "span", " ");
    if (edge.polarity !== "step") add(item, "span", words[edge.evidence], { class: `tag ${edge.evidence}` });
    const list = add(item, "ul");
    for (const name of edge.claims.split(" ").filter(Boolean)) {
      const claim = data.claims[name];
      const line = add(list, "li", claim ? `${name}: ${claim.statement}` : name);
      if (!claim) continue;
      add(line, "div", `${claim.source} · hedge: ${claim.hedge}`, { class: "soft" });
      if (claim.limits) add(line, "div", claim.limits, { class: "soft" });
    }
    if (data.proofs[edge.id]) {
      const proof = add(add(list, "li", "Proof"), "ul", undefined, { class: "proof" });
      for (const line of data.proofs[edge.id]) add(proof, "li", line);
    }
    if (!list.children.length) list.remove();
  };
  const part = (card, title, found, here) => {
    if (!found.length) return;
    add(card, "h3", title);
    const list = add(card, "ul");
    for (const edge of found) tellEdge(list, edge, here);
  };
  const describe = () => {
    const card = $("card");
    card.replaceChildren();
    const ways = light();
    if (state.edge) {
      const edge = edges.get(state.edge);
      add(card, "h2", edge.label || "premise, conclusion");
      tellEdge(add(card, "ul"), edge, null);
    } else if (!state.focus) {
      add(card, "p", "Choose a node or an edge to see what is stated of it. Choose a second node with Shift to see a path between them.");
      add(card, "p", "Keys: / search, + and − zoom, arrows move, 0 the whole picture, Tab to the next node, Escape to let go.", { class: "soft" });
    } else if (state.other) {
      const [from, to] = [nodes.get(state.focus).label, nodes.get(state.other).label];
      add(card, "h2", `${from} and ${to}`);
      if (!ways.length) add(card, "p", "No path of what is shown leads from one to the other.");
      const list = add(card, "ol");
      for (const edge of ways) tellEdge(list, edge, null);
    } else {
      const node = nodes.get(state.focus);
      add(card, "h2", node.label);
      add(card, "p", `${node.group} · ${node.id}`, { class: "soft" });
      if (node.definition) add(card, "p", node.definition);
      const way = button(card, state.second ? "Choose the other node …" : "Show a path to another node", () => {
        state.second = !state.second;
        describe();
        card.querySelector("#way").focus();
      });
      way.id = "way";
      way.setAttribute("aria-pressed", String(state.second));
      const own = node.edges.filter(drawn);
      part(card, "Leads to", own.filter((edge) => edge.source === node.id), node.id);
      part(card, "Comes from", own.filter((edge) => edge.source !== node.id), node.id);
    }
  };
  const pick = (id, second) => {
    const other = (second || state.second) && state.focus && id !== state.focus;
    state.edge = null;
    state.second = false;
    if (other) state.other = id;
    else { state.focus = state.focus === id && !state.other ? null : id; state.other = null; }
    describe();
  };
  const clear = () => { state.focus = state.other = state.edge = null; state.second = false; describe(); };

  // ── searching ───────────────────────────────────────────────────────────────
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const find = (text) => {
    const key = plain(text.trim());
    if (!key) return [];
    const scored = [...nodes.values()].filter(visible).map((node) => {
      const label = plain(node.label);
      const rank = label === key ? 0 : label.startsWith(key) ? 1 : label.includes(key) ? 2
        : node.id.toLowerCase().includes(key) ? 3 : 9;
      return [rank, node.label, node.id];
    });
    return scored.filter(([rank]) => rank < 9)
      .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).map((found) => found[2]);
  };
  let at = 0;
  const search = (step) => {
    const found = find($("search").value);
    at = step && found.length ? (at + step + found.length) % found.length : 0;
    $("found").textContent = !$("search").value.trim() ? ""
      : found.length > 1 ? `${at + 1} of ${found.length}, Enter for the next` : `${found.length} found`;
    if (found.length) {
      Object.assign(state, { focus: found[at], other: null, edge: null, second: false });
      describe();
      centre(found[at]);
    } else clear();
  };
  $("search").addEventListener("input", () => search(0));
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); search(event.shiftKey ? -1 : 1); }
  });

  // ── legend ──────────────────────────────────────────────────────────────────
  for (const box of document.querySelectorAll("input[data-hides]")) {
    box.addEventListener("change", () => {
      if (box.checked) state.hidden.delete(box.dataset.hides);
      else state.hidden.add(box.dataset.hides);
      describe();
    });
  }

  // ── files ───────────────────────────────────────────────────────────────────
  const save = (blob, name) => {
    const element = document.createElement("a");
    element.href = URL.createObjectURL(blob);
    element.download = name;
    element.click();
    setTimeout(() => URL.revokeObjectURL(element.href), 1000);
  };
  const copied = () => {
    const copy = svg.cloneNode(true);
    copy.querySelectorAll(".gone, .hit").forEach((element) => element.remove());
    copy.setAttribute("width", view.width);
    copy.setAttribute("height", view.height);
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.textContent = "text{font-family:Noto Sans,Helvetica,Arial,sans-serif;text-anchor:middle}text:not([font-size]){font-size:13px}.faint{opacity:.15}";
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
      const by = Math.min(2, 8000 / Math.max(view.width, view.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.ceil(view.width * by);
      canvas.height = Math.ceil(view.height * by);
      const context = canvas.getContext("2d");
      context.fillStyle = "#ffffff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      canvas.toBlob((blob) => save(blob, "backstory.png"), "image/png");
    });
    image.src = address;
  });
  $("print").addEventListener("click", () => window.print());
  $("zoom-in").addEventListener("click", () => zoom(1 / 1.3));
  $("zoom-out").addEventListener("click", () => zoom(1.3));
  $("whole").addEventListener("click", () => { reset(); clear(); });

  // ── keyboard ────────────────────────────────────────────────────────────────
  document.addEventListener("keydown", (event) => {
    if (event.target.tagName === "INPUT" && event.target.type !== "checkbox") {
      if (event.key === "Escape") { event.target.value = ""; search(0); event.target.blur(); }
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
  fit();
  describe();
})();
