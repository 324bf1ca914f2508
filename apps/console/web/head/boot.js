(function () {
  // Pages without the console's frame: see the routes of `src/app/router.ts` that are not below `frameRoute`.
  var withoutFrame = /^\/(sign-in|local-sign-in|invitation|reset-password|setup|docs)(\/|$)/;
  if (!withoutFrame.test(location.pathname)) document.documentElement.dataset.boot = '';
})();
