/* Leadstream: puts a form where this script stands.
   <script src="https://gateway/f/leadstream.js" data-form="contact" async></script>
   or into an element: data-into="#here". No dependency; styles by the classes leadstream, ls-field, ls-fault, ls-faults. */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || !script.dataset.form) return;
  var base = script.src.replace(/leadstream\.js.*$/, "");
  var name = script.dataset.form;
  var place = document.createElement("div");
  place.className = "leadstream";
  var sheet =
    ".leadstream *{box-sizing:border-box}.leadstream .ls-field{margin:0 0 1em}.leadstream label{display:block;font-weight:600}" +
    ".leadstream .ls-box{display:flex;gap:.6em;align-items:flex-start}.leadstream .ls-box label{font-weight:400}" +
    ".leadstream .ls-hint,.leadstream .ls-optional{font-weight:400;font-size:.9em;margin:0}" +
    ".leadstream input:not([type=checkbox]),.leadstream textarea,.leadstream select{width:100%;min-height:2.75em;padding:.5em;font:inherit}" +
    ".leadstream textarea{min-height:7em}.leadstream input[type=checkbox]{width:1.4em;height:1.4em;flex:none}" +
    ".leadstream [aria-invalid=true]{outline:2px solid #b42318}.leadstream .ls-fault,.leadstream .ls-faults{color:#b42318;font-weight:600;margin:.25em 0}" +
    ".leadstream button{min-height:2.75em;padding:.5em 1.5em;font:inherit;font-weight:600;cursor:pointer}" +
    ".leadstream .ls-away{position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden}";
  var seen = {};
  ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "fbclid", "msclkid", "li_fat_id"].forEach(function (key) {
    var value = new URLSearchParams(location.search).get(key);
    if (value) seen[key] = value;
  });
  seen.page_url = location.href.split("#")[0];
  if (document.referrer) seen.referrer = document.referrer;

  function make(tag, set, children) {
    var element = document.createElement(tag);
    Object.keys(set || {}).forEach(function (key) {
      if (set[key] === true) element.setAttribute(key, "");
      else if (set[key] || set[key] === 0) element.setAttribute(key, set[key]);
    });
    (children || []).forEach(function (child) {
      element.append(child);
    });
    return element;
  }

  function styled() {
    try {
      var made = new CSSStyleSheet();
      made.replaceSync(sheet);
      document.adoptedStyleSheets = document.adoptedStyleSheets.concat(made);
    } catch (old) {
      document.head.append(make("style", {}, [sheet]));
    }
  }

  function id(key) {
    return "ls-" + name + "-" + key.replace(/[^a-z0-9_-]/g, "-");
  }

  function control(asked) {
    var set = { id: id(asked.name), name: asked.name, required: asked.required, autocomplete: asked.autocomplete };
    if (asked.hint) set["aria-describedby"] = id(asked.name) + "-hint";
    if (asked.kind === "area") return make("textarea", set);
    if (asked.kind === "choice")
      return make("select", set, [make("option", { value: "" })].concat(asked.options.map(function (text) {
        return new Option(text, text);
      })));
    set.type = asked.type;
    return make("input", set);
  }

  function field(told, asked) {
    var label = make("label", { for: id(asked.name) }, [asked.label]);
    if (!asked.required) label.append(" ", make("span", { class: "ls-optional" }, ["(" + told.texts.optional + ")"]));
    var parts = [label];
    if (asked.hint) parts.push(make("p", { class: "ls-hint", id: id(asked.name) + "-hint" }, [asked.hint]));
    return make("div", { class: "ls-field" }, parts.concat(control(asked)));
  }

  function box(asked) {
    var input = make("input", { type: "checkbox", id: id(asked.name), name: asked.name, value: "yes", required: asked.required });
    var label = make("label", { for: id(asked.name) }, [asked.text]);
    return make("div", { class: "ls-field" }, [make("div", { class: "ls-box" }, [input, label])]);
  }

  function clear(form) {
    form.querySelectorAll(".ls-fault").forEach(function (each) {
      each.remove();
    });
    form.querySelectorAll("[aria-invalid]").forEach(function (each) {
      each.removeAttribute("aria-invalid");
      var hint = id(each.name) + "-hint";
      if (document.getElementById(hint)) each.setAttribute("aria-describedby", hint);
      else each.removeAttribute("aria-describedby");
    });
    form.querySelector(".ls-faults").textContent = "";
  }

  function mark(form, key, words) {
    var input = form.elements.namedItem(key);
    if (!input) return null;
    var fault = id(key) + "-fault";
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", ((input.getAttribute("aria-describedby") || "") + " " + fault).trim());
    input.closest(".ls-field").append(make("p", { class: "ls-fault", id: fault }, [words]));
    return input;
  }

  function show(form, told, errors) {
    var first = null;
    errors.forEach(function (each) {
      first = mark(form, each.field, told.texts[each.reason] || told.texts.required) || first;
    });
    form.querySelector(".ls-faults").textContent = first ? told.texts.wrong : told.texts.away;
    var invalid = form.querySelector("[aria-invalid=true]");
    if (invalid) invalid.focus();
  }

  function wrong(form, told) {
    var errors = [];
    told.fields.concat(told.consents).forEach(function (asked) {
      var input = form.elements.namedItem(asked.name);
      if (input.validity.valid) return;
      errors.push({ field: asked.name, reason: input.type === "checkbox" ? "consent" : input.validity.typeMismatch && asked.type === "email" ? "email" : "required" });
    });
    return errors;
  }

  function thank(answer) {
    if (!answer.redirect) {
      var words = make("p", { role: "status", tabindex: "-1" }, [answer.message]);
      place.replaceChildren(words);
      words.focus();
    }
    // Before the page goes away: what counts leads hears of it.
    place.dispatchEvent(new CustomEvent("leadstream:sent", { bubbles: true, detail: { form: name } }));
    if (answer.redirect) location.assign(answer.redirect);
  }

  function described(before) {
    return fetch(base + name + ".json" + (before ? "?stamp=" + encodeURIComponent(before) : ""), { credentials: "omit" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
  }

  function send(form, told, again) {
    var body = new URLSearchParams(new FormData(form));
    body.set("_stamp", told.stamp);
    Object.keys(seen).forEach(function (key) {
      body.set(key, seen[key]);
    });
    return fetch(base + name, { method: "POST", body: body, headers: { Accept: "application/json" }, credentials: "omit" }).then(function (answer) {
      return answer.json().then(function (said) {
        if (answer.ok) return thank(said);
        var errors = said.errors || [];
        if (again || !errors.some(function (each) { return each.reason === "stale"; })) return show(form, told, errors);
        // Named, so that the new stamp counts from before: sending at once is not too fast.
        return described(told.stamp).then(function (fresh) {
          // Other texts than were read: the person decides anew.
          if (JSON.stringify(fresh.consents) !== JSON.stringify(told.consents)) return build(fresh, new FormData(form));
          told.stamp = fresh.stamp;
          return send(form, told, true);
        });
      });
    });
  }

  function build(told, typed) {
    var form = make("form", { novalidate: true, lang: told.language, "aria-label": told.title });
    form.append(make("div", { class: "ls-faults", role: "alert" }));
    told.fields.forEach(function (asked) {
      form.append(field(told, asked));
    });
    told.consents.forEach(function (asked) {
      form.append(box(asked));
    });
    form.append(make("div", { class: "ls-away", "aria-hidden": "true" }, [make("input", { name: told.trap, tabindex: "-1", autocomplete: "off" })]));
    var button = make("button", { type: "submit" }, [told.texts.submit]);
    form.append(button);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      clear(form);
      var errors = wrong(form, told);
      if (errors.length) return show(form, told, errors);
      button.disabled = true;
      send(form, told).catch(function () {
        show(form, told, []);
      }).then(function () {
        button.disabled = false;
      });
    });
    place.replaceChildren(form);
    if (!typed) return;
    told.fields.forEach(function (asked) {
      form.elements.namedItem(asked.name).value = typed.get(asked.name) || "";
    });
    form.querySelector(".ls-faults").textContent = told.texts.stale;
  }

  var into = script.dataset.into && document.querySelector(script.dataset.into);
  if (into) into.append(place);
  else script.after(place);
  styled();
  described().then(function (told) { build(told); }).catch(function () {
    place.replaceChildren(make("a", { href: base + name }, [script.dataset.fallback || "Open the form"]));
  });
})();
