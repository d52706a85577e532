// A matrix of links is one stop for the Tab key: arrows walk in it, Home and End go to the ends of a row, Enter opens.
(() => {
  for (const table of document.querySelectorAll("table[data-matrix]")) {
    const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td a")]).filter((row) => row.length);
    if (!rows.length || getComputedStyle(table).display === "block") continue; // as records each link stands by itself
    let at = [0, 0];
    const go = (r, c) => {
      rows[at[0]][at[1]].tabIndex = -1;
      at = [Math.max(0, Math.min(rows.length - 1, r)), Math.max(0, Math.min(rows[0].length - 1, c))];
      const link = rows[at[0]][at[1]];
      link.tabIndex = 0;
      return link;
    };
    rows.forEach((row, r) => row.forEach((link, c) => {
      link.tabIndex = -1;
      link.addEventListener("focus", () => go(r, c));
    }));
    rows[0][0].tabIndex = 0;
    const side = document.documentElement.dir === "rtl" ? -1 : 1;
    const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -side], ArrowRight: [0, side] };
    table.addEventListener("keydown", (event) => {
      if (!event.target.closest("td") || event.ctrlKey || event.altKey || event.metaKey) return;
      const way = ways[event.key];
      const to = way ? [at[0] + way[0], at[1] + way[1]]
        : event.key === "Home" ? [at[0], 0] : event.key === "End" ? [at[0], rows[0].length - 1] : null;
      if (!to) return;
      event.preventDefault();
      go(...to).focus();
    });
  }
})();
