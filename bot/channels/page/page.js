// The chat page: asks this server, draws replies. Everything that comes in is drawn with textContent, never as markup.
"use strict";

const conversation = document.getElementById("conversation");
const log = document.getElementById("log");
const form = document.getElementById("form");
const field = document.getElementById("text");
const tooLong = document.getElementById("too-long");
const ANSWER_MILLISECONDS = 20_000;
const LONGEST_TEXT = 2_000; // characters, as the server counts them
const SPACE_ABOVE_PIXELS = 16;

let words = {};
let pageLang = "id"; // of the page's own words
let chosenLang = null; // what the person has pressed; otherwise each question decides
let isWaiting = false;

function say(word) {
  return words[pageLang]?.[word] ?? "";
}

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// --- drawing

function drawWords() {
  document.documentElement.lang = pageLang;
  for (const [attribute, property] of [["word", "textContent"], ["label", "ariaLabel"], ["placeholder", "placeholder"], ["title", "title"]]) {
    for (const element of document.querySelectorAll(`[data-${attribute}]`)) {
      const word = say(element.dataset[attribute]);
      if (word) element[property] = word;
    }
  }
  for (const button of document.querySelectorAll("#languages button")) {
    button.setAttribute("aria-pressed", String(button.lang === pageLang));
  }
}

function drawQuestion(text) {
  const message = make("div", "message mine");
  message.append(make("span", "unseen", `${say("you")}: `), make("p", "", text));
  log.append(message);
  return message;
}

function drawReply(reply, className) {
  const message = make("article", `message reply ${className ?? reply.kind}`);
  message.lang = reply.lang;
  // The picture stands in for its figures in words, which are its alternative text.
  if (reply.chart) message.append(drawChart(reply.chart));
  for (const block of reply.blocks) if (block !== reply.chart?.caption) message.append(make("p", "", block));
  if (reply.sources.length) message.append(drawSources(reply));
  if (reply.choices.length) message.append(drawChoices(reply));
  return message;
}

function drawChart(chart) {
  const picture = make("img", "chart");
  picture.alt = chart.caption;
  picture.width = 1080;
  picture.height = 810;
  picture.addEventListener("error", () => picture.replaceWith(make("p", "", chart.caption)));
  picture.src = chart.address;
  return picture;
}

function drawSources(reply) {
  const section = make("section", "sources");
  section.append(make("h2", "", reply.sources_heading));
  const list = make("ol");
  for (const source of reply.sources) {
    const item = make("li");
    if (source.url) {
      const link = make("a", "", source.title);
      link.href = source.url;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      link.title = say("new_tab");
      item.append(link);
    } else {
      item.append(make("span", "", source.title));
    }
    const about = [source.publisher, source.published_text ?? source.published].filter(Boolean).join(" · ");
    if (about) item.append(make("span", "about", about));
    list.append(item);
  }
  section.append(list);
  return section;
}

function drawChoices(reply) {
  const list = make("ul", "choices");
  list.setAttribute("aria-label", say("choices"));
  for (const choice of reply.choices) {
    const button = make("button", "", choice.text);
    button.type = "button";
    button.addEventListener("click", () => ask({ text: choice.text, choice: choice.id, lang: chosenLang ?? reply.lang }));
    const item = make("li");
    item.append(button);
    list.append(item);
  }
  return list;
}

function drawTrouble(sentence, retry) {
  const message = make("div", "message reply trouble");
  message.append(make("p", "", sentence));
  const button = make("button", "", say("retry"));
  button.type = "button";
  button.addEventListener("click", () => {
    message.remove();
    retry();
  });
  const buttons = make("div", "choices");
  buttons.append(button);
  message.append(buttons);
  return message;
}

function drawWaiting() {
  const waiting = make("div", "waiting");
  waiting.append(make("i"), make("i"), make("i"), make("span", "unseen", say("waiting")));
  return waiting;
}

// From the question on: the beginning of a long reply is what is read first.
function showFrom(question) {
  conversation.scrollTop = question.offsetTop - SPACE_ABOVE_PIXELS;
}

// --- asking

async function fetchJson(address, options) {
  const response = await fetch(address, { ...options, signal: AbortSignal.timeout(ANSWER_MILLISECONDS) });
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

async function ask(asked) {
  if (!isWaiting) await answer(drawQuestion(asked.text), asked);
}

async function answer(question, asked) {
  isWaiting = true;
  const waiting = drawWaiting();
  log.append(waiting);
  showFrom(question);
  let message;
  try {
    const body = JSON.stringify(asked);
    const headers = { "Content-Type": "application/json" };
    message = drawReply(await fetchJson("/api/ask", { method: "POST", headers, body }));
  } catch (error) {
    const sentence = say(error.message) || say(error.name === "Error" ? "fault" : "offline");
    message = drawTrouble(sentence, () => answer(question, asked));
  }
  waiting.replaceWith(message);
  showFrom(question);
  isWaiting = false;
}

async function greet() {
  let greeting;
  try {
    greeting = drawReply(await fetchJson(`/api/start?lang=${pageLang}`), "greeting");
  } catch {
    greeting = drawTrouble(say("offline"), greet);
  }
  // A question may have been quicker than the greeting: then nobody needs it any more.
  if (!log.querySelector(".mine")) log.replaceChildren(greeting);
}

// --- the person

function fitField() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

// A longer text is never cut: whoever pasted it says what to leave out.
function checkLength() {
  const isTooLong = [...field.value.trim()].length > LONGEST_TEXT;
  tooLong.textContent = isTooLong ? say("too_long") : "";
  tooLong.hidden = !isTooLong;
  field.ariaInvalid = String(isTooLong);
  return !isTooLong;
}

function chooseLanguage(lang) {
  pageLang = chosenLang = lang;
  localStorage.setItem("lang", lang);
  drawWords();
  if (!log.querySelector(".mine")) greet();
}

function drawLanguages() {
  for (const [lang, { name, short }] of Object.entries(words)) {
    const button = make("button", "", short);
    button.type = "button";
    button.lang = lang;
    button.title = name;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => chooseLanguage(lang));
    document.getElementById("languages").append(button);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text || isWaiting || !checkLength()) {
    field.focus();
    return;
  }
  field.value = "";
  fitField();
  field.focus();
  ask({ text, lang: chosenLang });
});

field.addEventListener("input", fitField);
field.addEventListener("input", checkLength);
field.addEventListener("keydown", (event) => {
  // While Korean is being composed, Enter only ends a syllable.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

async function start() {
  words = await fetchJson("/words.json").catch(() => ({}));
  const kept = localStorage.getItem("lang");
  if (kept in words) {
    pageLang = chosenLang = kept;
  } else {
    pageLang = navigator.languages.map((tag) => tag.split("-")[0]).find((lang) => lang in words) ?? "id";
  }
  drawLanguages();
  drawWords();
  await greet();
}

start();
