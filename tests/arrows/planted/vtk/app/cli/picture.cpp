#include <vtkRenderer.h>
