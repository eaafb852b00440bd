// Shows the document that lies beside the routes.
window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#document",
  deepLinking: true,
  validatorUrl: null, // its badge would be asked for from another host
});
