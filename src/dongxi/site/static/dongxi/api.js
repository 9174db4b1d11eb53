// Draws the description of the API with Swagger UI, which the product serves itself.
document.addEventListener("DOMContentLoaded", () => {
  const settings = JSON.parse(document.getElementById("swagger-settings").textContent);
  window.SwaggerUIBundle({ ...settings, dom_id: "#swagger-ui" });
});
