import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.gf.model.GFModelParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.ErrorDetails;
import org.verapdf.pdfa.validation.profiles.ProfileDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Judges PDF files with the engine of veraPDF, all in one run.
 *
 * <p>The only argument is a file with one line for each file to judge: the flavours ("ua1,3a"), a tab, the path. The
 * answer has one line for each failed rule: path, flavour, clause and test, message, place; and one for each file and
 * flavour: path, flavour, "judged", the number of assertions. The jar lacks the library with which veraPDF reads its
 * profiles, so they are read here.
 */
public final class Check {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final Map<String, ValidationProfile> PROFILES = new HashMap<>();

  private Check() {}

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    VeraGreenfieldFoundryProvider.initialise();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] parts = line.split("\t", 2);
      for (String flavour : parts[0].split(",")) {
        judge(parts[1], flavour);
      }
    }
  }

  /** A file that cannot be read is told like a failed rule; the others are judged all the same. */
  private static void judge(String path, String flavour) {
    try {
      ValidationProfile profile = profile(flavour);
      try (GFModelParser file =
              GFModelParser.createModelWithFlavour(Path.of(path).toFile(), profile.getPDFAFlavour());
          PDFAValidator validator = ValidatorFactory.createValidator(profile, -1, false, true, false)) {
        tell(path, flavour, validator.validate(file));
      }
    } catch (Exception | LinkageError | StackOverflowError fault) {
      tell(path, flavour, "not judged", fault.toString(), "");
    }
  }

  private static void tell(String path, String flavour, ValidationResult result) {
    Set<RuleId> told = new HashSet<>();
    for (TestAssertion one : result.getTestAssertions()) {
      RuleId rule = one.getRuleId();
      if (one.getStatus() == TestAssertion.Status.FAILED && told.add(rule)) {
        String name = rule.getClause() + "-" + rule.getTestNumber();
        String message = one.getErrorMessage() == null ? one.getMessage() : one.getErrorMessage();
        tell(path, flavour, name, message, one.getLocation().getContext());
      }
    }
    tell(path, flavour, "judged", String.valueOf(result.getTotalAssertions()), "");
  }

  private static void tell(String... words) {
    List<String> line = new ArrayList<>();
    for (String word : words) {
      line.add(String.valueOf(word).replaceAll("\\s+", " "));
    }
    OUT.println(String.join("\t", line));
  }

  // What follows reads a profile: rules as tests in JavaScript on objects of the file, and variables.

  private static ValidationProfile profile(String flavour) throws Exception {
    if (!PROFILES.containsKey(flavour)) {
      PROFILES.put(flavour, read(PDFAFlavour.byFlavourId(flavour)));
    }
    return PROFILES.get(flavour);
  }

  private static ValidationProfile read(PDFAFlavour flavour) throws Exception {
    String name = "/org/verapdf/pdfa/validation/" + flavour.name().replace("_", "");
    name = name.replaceFirst("PDFA(\\d)(\\w)$", "PDFA-$1$2").replaceFirst("PDFUA(\\d)$", "PDFUA-$1") + ".xml";
    Element root;
    try (InputStream source = Check.class.getResourceAsStream(name)) {
      if (source == null) {
        throw new IllegalArgumentException("the engine has no profile " + name);
      }
      root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source).getDocumentElement();
    }
    Set<Rule> rules = children(child(root, "rules"), "rule").stream().map(Check::rule).collect(Collectors.toSet());
    Set<Variable> variables =
        children(child(root, "variables"), "variable").stream().map(Check::variable).collect(Collectors.toSet());
    ProfileDetails details = Profiles.profileDetailsFromValues(name, "", "", new Date(0));
    return Profiles.profileFromValues(flavour, details, "", rules, variables);
  }

  private static Rule rule(Element source) {
    Element id = child(source, "id");
    RuleId rule =
        Profiles.ruleIdFromValues(
            PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
            id.getAttribute("clause"),
            Integer.parseInt(id.getAttribute("testNumber")));
    Boolean deferred = source.hasAttribute("deferred") ? Boolean.valueOf(source.getAttribute("deferred")) : null;
    return Profiles.ruleFromValues(
        rule,
        source.getAttribute("object"),
        deferred,
        source.getAttribute("tags"),
        text(source, "description"),
        text(source, "test"),
        error(child(source, "error")),
        List.of());
  }

  private static ErrorDetails error(Element source) {
    List<ErrorArgument> arguments = new ArrayList<>();
    for (Element one : children(child(source, "arguments"), "argument")) {
      arguments.add(ErrorArgumentImpl.fromValues(one.getTextContent(), one.getAttribute("name"), null));
    }
    return Profiles.errorFromValues(text(source, "message"), arguments);
  }

  private static Variable variable(Element source) {
    return Profiles.variableFromValues(
        source.getAttribute("name"), source.getAttribute("object"), text(source, "defaultValue"), text(source, "value"));
  }

  private static String text(Element source, String name) {
    return child(source, name).getTextContent().strip();
  }

  private static Element child(Element source, String name) {
    return children(source, name).get(0);
  }

  private static List<Element> children(Element source, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = source.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element && node.getNodeName().equals(name)) {
        found.add((Element) node);
      }
    }
    return found;
  }
}
