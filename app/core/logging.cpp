#include "logging.h"

Q_LOGGING_CATEGORY(lcNet, "keyturn.net", QtWarningMsg)
Q_LOGGING_CATEGORY(lcZoom, "keyturn.zoom", QtWarningMsg)
Q_LOGGING_CATEGORY(lcAuth, "keyturn.auth", QtWarningMsg)
Q_LOGGING_CATEGORY(lcSecrets, "keyturn.secrets", QtWarningMsg)
Q_LOGGING_CATEGORY(lcReset, "keyturn.reset", QtWarningMsg)
Q_LOGGING_CATEGORY(lcPractice, "keyturn.practice", QtWarningMsg)
Q_LOGGING_CATEGORY(lcSettings, "keyturn.settings", QtWarningMsg)
Q_LOGGING_CATEGORY(lcDirectory, "keyturn.directory", QtWarningMsg)
