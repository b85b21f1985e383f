// Nothing: CMake wants a source for the headers that the tests share.
