'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const STEP = 50, PAPER = 2000;
  const make = (name, text, kind) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (kind) node.className = kind;
    return node;
  };

  // A long list shows its first entries; a button shows more.
  const list = (box, more, entry, onPaper) => {
    let wanted = [], shown = 0;
    const show = (count) => {
      const part = document.createDocumentFragment();
      const end = Math.min(wanted.length, shown + count);
      for (; shown < end; shown++) part.append(entry(wanted[shown]));
      const added = [...part.children];
      box.append(part);
      // The cell that is meant may stand far to the right.
      for (const node of added) {
        const cell = node.querySelector('.faulty');
        const scroll = cell?.closest('.scroll');
        if (scroll) scroll.scrollLeft = cell.offsetLeft + cell.offsetWidth / 2 - scroll.clientWidth / 2;
      }
      more.hidden = shown >= wanted.length;
      more.textContent = `Show more (${wanted.length - shown} left)`;
    };
    more.addEventListener('click', () => {
      const first = box.children.length;
      show(STEP);
      const next = box.children[first];
      if (next) { next.tabIndex = -1; next.focus(); }
    });
    if (onPaper) addEventListener('beforeprint', () => show(Math.max(0, PAPER - shown)));
    return (entries) => { wanted = entries; shown = 0; box.textContent = ''; show(STEP); };
  };

  const row = (finding) => {
    const cells = data.rows[finding.row];
    if (!cells) return null;
    const scroll = make('div', undefined, 'scroll'), table = make('table');
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', `Row ${cells[0]} as it stands in the file`);
    const head = make('tr'), body = make('tr');
    head.append(make('th', 'Row'));
    const number = make('th', cells[0]);
    number.scope = 'row';
    body.append(number);
    for (let at = 0; at < Math.max(data.headings.length, cells.length - 1); at++) {
      head.append(make('th', data.headings[at] ?? ''));
      const here = at === finding.column;
      const cell = make('td', cells[at + 1] ?? '', here ? `faulty ${finding.severity}` : '');
      if (here) cell.setAttribute('aria-label', `${cells[at + 1] || 'blank'} (here)`);
      body.append(cell);
    }
    table.append(head, body);
    scroll.append(table);
    return scroll;
  };

  const card = (finding) => {
    const node = make('article', undefined, 'card');
    const title = make('h3');
    title.append(make('span', finding.severity, `tag ${finding.severity}`));
    const link = make('a', data.rules[finding.rule].code, 'code');
    link.href = `#rule-${data.rules[finding.rule].code}`;
    link.title = data.rules[finding.rule].name;
    title.append(link, finding.message);
    node.append(title);
    const where = [finding.place, finding.person].filter(Boolean).join(' · ');
    if (where) node.append(make('p', where, 'soft'));
    if (finding.fix) node.append(make('p', finding.fix));
    const cells = row(finding);
    if (cells) node.append(cells);
    return node;
  };

  const findings = document.getElementById('list');
  if (findings) {
    const all = data.findings.map(([rule, severity, place, person, message, fix, row, column]) =>
      ({ rule, severity: data.severities[severity], place, person, message, fix, row, column }));
    const [search, rule, severity] = ['search', 'rule', 'severity'].map((id) => document.getElementById(id));
    const count = document.getElementById('count');
    const show = list(findings, document.getElementById('more'), card);
    const haystack = (finding) => finding.text ??= [
      data.rules[finding.rule].code, data.rules[finding.rule].name, finding.place, finding.person, finding.message,
      ...(data.rows[finding.row] ?? []),
    ].join(' ').toLowerCase();
    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = all.filter((finding) =>
        (!rule.value || data.rules[finding.rule].code === rule.value) &&
        (!severity.value || finding.severity === severity.value) &&
        words.every((word) => haystack(finding).includes(word)));
      show(wanted);
      count.textContent = wanted.length === all.length ? `${all.length} findings` : `${wanted.length} of ${all.length} findings`;
    };
    // The address carries the filter, so that a filtered view can be linked to.
    const fromAddress = () => {
      const wanted = new URLSearchParams(location.hash.slice(1));
      if (![...wanted.keys()].some((key) => ['search', 'rule', 'severity'].includes(key))) return;
      search.value = wanted.get('search') ?? '';
      rule.value = wanted.get('rule') ?? '';
      severity.value = wanted.get('severity') ?? '';
      filter();
      document.getElementById('findings').scrollIntoView();
    };
    const changed = () => {
      filter();
      const kept = new URLSearchParams();
      for (const field of [search, rule, severity]) if (field.value) kept.set(field.id, field.value);
      history.replaceState(null, '', `#${kept}`);
    };
    let waiting;
    search.form.addEventListener('submit', (event) => { event.preventDefault(); changed(); });
    search.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(changed, 120); });
    rule.addEventListener('change', changed);
    severity.addEventListener('change', changed);
    document.getElementById('clear').addEventListener('click', () => {
      search.value = rule.value = severity.value = '';
      changed();
      search.focus();
    });
    addEventListener('hashchange', fromAddress);
    filter();
    fromAddress();
  }

  const changes = document.getElementById('changes');
  if (changes) {
    const show = list(changes, document.getElementById('more-changes'), (change) => {
      const node = make('tr');
      change.forEach((text) => node.append(make('td', text)));
      return node;
    }, true);
    const search = document.getElementById('search-changes');
    let waiting;
    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      show(data.changes.filter((change) => words.every((word) => change.join(' ').toLowerCase().includes(word))));
    };
    search.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
    filter();
  }
})();
