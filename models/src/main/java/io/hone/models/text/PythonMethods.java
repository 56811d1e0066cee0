package io.hone.models.text;

import com.hubspot.jinjava.el.ext.JinjavaBeanELResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * What chat templates call on Python's strings, dicts and lists, and the fields of {@code loop}. It
 * stands where Jinjava would look into Java objects by reflection, so a template reaches nothing
 * else.
 */
final class PythonMethods extends ELResolver {
  private final JinjavaBeanELResolver jinjavas = new JinjavaBeanELResolver(true);

  @Override
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      Object method,
      Class<?> @Nullable [] types,
      Object @Nullable [] arguments) {
    if (base instanceof Filter || base instanceof ExpTest) { // how Jinjava calls its own
      return jinjavas.invoke(context, base, method, types, arguments);
    }
    Object[] given = arguments == null ? new Object[0] : arguments;
    Object result =
        switch (base) {
          case String text -> onText(text, method.toString(), given);
          case Map<?, ?> map -> onMap(map, method.toString(), given);
          case List<?> list -> onList(list, method.toString(), given);
          case null, default -> throw unknown(base, method);
        };
    context.setPropertyResolved(true);
    return result;
  }

  private static ELException unknown(@Nullable Object base, Object method) {
    String kind = base == null ? "nothing" : base.getClass().getSimpleName();
    return new ELException("there is no method " + method + " on " + kind);
  }

  private static Object onText(String text, String method, Object[] given) {
    return switch (method) {
      case "strip" -> PythonText.strip(text, text(given, 0), true, true);
      case "lstrip" -> PythonText.strip(text, text(given, 0), true, false);
      case "rstrip" -> PythonText.strip(text, text(given, 0), false, true);
      case "split" -> PythonText.split(text, text(given, 0), given);
      case "startswith" -> text.startsWith(required(given, method));
      case "endswith" -> text.endsWith(required(given, method));
      case "replace" -> text.replace(required(given, method), String.valueOf(text(given, 1)));
      case "upper" -> text.toUpperCase(java.util.Locale.ROOT);
      case "lower" -> text.toLowerCase(java.util.Locale.ROOT);
      case "title", "capitalize" -> PythonText.capitalize(text);
      case "find" -> (long) text.indexOf(required(given, method));
      case "count" ->
          (long) text.split(java.util.regex.Pattern.quote(required(given, method)), -1).length - 1;
      default -> throw unknown(text, method);
    };
  }

  private static @Nullable String text(Object[] given, int index) {
    return index < given.length && given[index] != null ? given[index].toString() : null;
  }

  private static String required(Object[] given, String method) {
    String text = text(given, 0);
    if (text == null || text.isEmpty()) {
      throw new ELException(method + " needs a text");
    }
    return text;
  }

  private static @Nullable Object onMap(Map<?, ?> map, String method, Object[] given) {
    return switch (method) {
      case "get" -> {
        Object value = map.get(text(given, 0));
        yield value == null && given.length > 1 ? given[1] : value;
      }
      case "keys" -> new ArrayList<Object>(map.keySet());
      case "values" -> new ArrayList<Object>(map.values());
      case "items" ->
          map.entrySet().stream()
              .map(entry -> Arrays.<Object>asList(entry.getKey(), entry.getValue()))
              .toList();
      default -> throw unknown(map, method);
    };
  }

  private static Object onList(List<?> list, String method, Object[] given) {
    if (method.equals("append") && given.length == 1) {
      append(list, given[0]);
      return "";
    }
    throw unknown(list, method);
  }

  @SuppressWarnings("unchecked") // Jinjava's lists hold anything
  private static void append(List<?> list, Object value) {
    ((List<Object>) list).add(value);
  }

  @Override
  public @Nullable Object getValue(
      ELContext context, @Nullable Object base, @Nullable Object name) {
    if (!(base instanceof ForLoop loop)) {
      if (base != null) {
        context.setPropertyResolved(true); // undefined, as in Jinja, and never a Java field
      }
      return null;
    }
    context.setPropertyResolved(true);
    return switch (String.valueOf(name)) {
      case "index" -> (long) loop.getIndex();
      case "index0" -> (long) loop.getIndex0();
      case "revindex" -> (long) loop.getRevindex();
      case "revindex0" -> (long) loop.getRevindex0();
      case "length" -> (long) loop.getLength();
      case "first" -> loop.isFirst();
      case "last" -> loop.isLast();
      default -> null;
    };
  }

  @Override
  public @Nullable Class<?> getType(
      ELContext context, @Nullable Object base, @Nullable Object name) {
    return null;
  }

  @Override
  public void setValue(
      ELContext context, @Nullable Object base, @Nullable Object name, @Nullable Object value) {
    throw new ELException("a template may not change what it is given");
  }

  @Override
  public boolean isReadOnly(ELContext context, @Nullable Object base, @Nullable Object name) {
    return true;
  }

  @Override
  public @Nullable Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
    return null;
  }

  @Override
  public java.util.@Nullable Iterator<java.beans.FeatureDescriptor> getFeatureDescriptors(
      ELContext context, @Nullable Object base) {
    return null;
  }
}
