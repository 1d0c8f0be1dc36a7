import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges PDF files with veraPDF: `Juge ua1,2a FILE…`. One line a verdict, then each rule that failed; exit 1 if any. */
public class Juge {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        int failed = 0;
        for (int i = 1; i < arguments.length; i++) {
            for (String name : arguments[0].split(",")) {
                failed += judge(arguments[i], PDFAFlavour.byFlavourId(name)) ? 0 : 1;
            }
        }
        System.out.printf("%d jugement(s), %d refus%n", (arguments.length - 1) * arguments[0].split(",").length, failed);
        System.exit(failed > 0 ? 1 : 0);
    }

    private static boolean judge(String file, PDFAFlavour flavour) {
        try (FileInputStream input = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(input, flavour)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, 100, false, false, false);
            ValidationResult result = validator.validate(parser);
            System.out.printf("%-7s %-4s %s%n", result.isCompliant() ? "conforme" : "REFUS", flavour.getId(), file);
            Map<String, String> rules = new TreeMap<>();
            for (TestAssertion one : result.getTestAssertions()) {
                if (one.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
                    rules.putIfAbsent(rule, one.getMessage() + " @ " + one.getLocation().getContext());
                }
            }
            rules.forEach((rule, message) -> System.out.println("    " + rule + " : " + message));
            return result.isCompliant();
        } catch (Exception error) {
            System.out.println("ERREUR  " + flavour.getId() + " " + file + " : " + error);
            return false;
        }
    }
}
