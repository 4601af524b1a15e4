/* The button that copies a text the reader may have changed. */
document.addEventListener("click", (event) => {
  const button = event.target.closest ? event.target.closest("[data-copies]") : null;
  const field = button && document.getElementById(button.getAttribute("data-copies"));
  if (!field) return;
  field.select();
  if (navigator.clipboard) navigator.clipboard.writeText(field.value);
});
