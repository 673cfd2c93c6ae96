/* Starts Wagtail's calendars, which it would start by scripts inside the page: our policy allows none. */
(function () {
  "use strict";

  const starts = { date: "initDateChooser", time: "initTimeChooser", datetime: "initDateTimeChooser" };

  class Calendar extends window.StimulusModule.Controller {
    static values = { kind: String, for: String, config: Object };

    connect() {
      window[starts[this.kindValue]](this.forValue, this.configValue);
    }
  }

  window.wagtail.app.register("calendar", Calendar);
})();
