using System.Globalization;
using System.Text;
using System.Xml;

namespace LoadProbe.Controller;

/// <summary>
/// A run as JUnit XML, for build servers: a test case for each threshold and guard, one for whether our side could
/// measure, one for whether the load was stopped from outside. What a run that is invalid says of the target
/// is skipped, not failed; a breach that only warns passes and is told.
/// </summary>
public static class RunJUnit
{
    public static string Text(RunReport run)
    {
        bool invalid = run.Verdict == Verdict.Invalid;
        bool stopped = run.Stopped is { By: not ("guard" or "threshold") } && !invalid;
        int broken = run.Guards.Count(g => g.Fails);
        using var text = new Utf8Text();
        using (XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Clean(run.Scenario.Name));
            xml.WriteAttributeString("tests", Number(run.Guards.Count + 2));
            xml.WriteAttributeString("failures", Number((invalid ? 0 : broken) + (stopped ? 1 : 0)));
            xml.WriteAttributeString("errors", Number(invalid ? 1 : 0));
            xml.WriteAttributeString("skipped", Number(invalid ? broken : 0));
            xml.WriteAttributeString("timestamp", run.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
            xml.WriteAttributeString("time", Number(((run.Ended ?? run.Started) - run.Started).TotalSeconds));
            foreach (GuardReading guard in run.Guards)
            {
                string seen = $"{guard.Text}: {guard.Value ?? "no data"}";
                Case(xml, run, $"{guard.Kind} {guard.Text}", guard.Holds ? null : guard.Warns ? "system-out" : invalid ? "skipped" : "failure", guard.Kind, invalid ? $"not judged, since the run is invalid; {seen}" : seen);
            }

            Case(xml, run, "our side could measure", invalid ? "error" : null, "invalid", string.Join("; ", run.Reasons));
            Case(xml, run, "the load was not stopped from outside", stopped ? "failure" : null, run.Stopped?.By ?? "", run.Stopped?.Reason ?? "");
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static void Case(XmlWriter xml, RunReport run, string name, string? result, string type, string message)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean($"loadprobe.{run.Scenario.Name}"));
        xml.WriteAttributeString("name", Clean(name));
        if (result is not null)
        {
            xml.WriteStartElement(result);
            if (result == "system-out") xml.WriteString(Clean($"warning: {message}"));
            else xml.WriteAttributeString("message", Clean(message));
            if (result is "failure" or "error") xml.WriteAttributeString("type", type);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    // What a target answered may be in a reason, and may hold what XML cannot.
    private static string Clean(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    // So that the declaration says the encoding that files are written in.
    private sealed class Utf8Text : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
