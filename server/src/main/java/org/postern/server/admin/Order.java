package org.postern.server.admin;

import java.util.List;
import java.util.function.Function;

/// One command of the operator.
///
/// @param words as typed: `domain add`
/// @param arguments what follows, for the usage line: `DOMAIN`, in brackets what may be left out
/// @param work gets what was typed after the words, at least as many as are needed
public record Order(String words, String arguments, Function<List<String>, Answer> work) {}
