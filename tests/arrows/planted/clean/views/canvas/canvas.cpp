#include <vtkRenderer.h>
#include <QWidget>
