#include <QString>
#include <QtCore/QFile>
