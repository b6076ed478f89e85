/* The player process, for tests that link terminal/ without being the program. */
#include "terminal/device_child.h"

#include <string.h>

int main(int count, char **arguments)
{
    return count == 2 && strcmp(arguments[1], FY_CHILD_COMMAND) == 0 ? fy_device_process() : 2;
}
