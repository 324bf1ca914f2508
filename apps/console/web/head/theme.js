(function () {
  try {
    var theme = localStorage.getItem('flowforge-theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is refused: the theme of the system is used.
  }
})();
