namespace LoadProbe.Definitions;

/// <summary>
/// Secrets of this machine: environment variables and files, read each time they are asked for, so that a rotated one
/// is used at the next run. The line end at the end of a file is not part of the secret.
/// </summary>
public sealed class SecretStore : ISecretStore
{
    private const long MostBytes = 1 << 16;

    /// <summary>Null when the variable is not set or empty, or the file cannot be read as text of at most 64 KiB.</summary>
    public string? Read(SecretReference reference)
    {
        string? value = reference.Source == TemplatePartKind.SecretFromFile
            ? TextFile.Read(reference.Name, MostBytes, out _)?.TrimEnd('\r', '\n')
            : Environment.GetEnvironmentVariable(reference.Name);
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The secrets that a journey uses and this machine does not have; for whoever is about to run it.</summary>
    public IReadOnlyList<Mistake> MissingSecrets(Journey journey)
    {
        var start = new Place(journey.Steps[0].At.File, 1, 1);
        IEnumerable<(Place At, Template Template)> used = journey.Variables.Values.OfType<Template>().Select(t => (start, t))
            .Concat(new[] { journey.Target.Proxy?.User, journey.Target.Proxy?.Password, journey.Target.Tls.Certificate, journey.Target.Tls.Key }.OfType<Template>().Select(t => (start, t)))
            .Concat(journey.Steps.SelectMany(s => Templates.Of(s).Select(t => (s.At, t))));
        return Missing(used);
    }

    /// <summary>The secrets that a scenario's guards show to a Prometheus and this machine does not have; for whoever is about to ask.</summary>
    public IReadOnlyList<Mistake> MissingSecrets(IEnumerable<Guard> guards) =>
        Missing(guards.Select(g => g.Prometheus).OfType<PrometheusQuery>().Where(q => q.Bearer is not null).Select(q => (q.At, q.Bearer!)));

    /// <summary>The secrets that receivers of alerts are told with and this machine does not have.</summary>
    public IReadOnlyList<Mistake> MissingSecrets(AlertRules rules) => Missing(rules.Receivers.SelectMany(r => Templates.Of(r).Select(t => (r.At, t))));

    private IReadOnlyList<Mistake> Missing(IEnumerable<(Place At, Template Template)> used)
    {
        var mistakes = new Mistakes();
        foreach ((Place at, Template template) in used)
        {
            foreach (TemplatePart part in template.Parts)
            {
                if (part.Kind is TemplatePartKind.Text or TemplatePartKind.Variable) continue;
                var reference = new SecretReference(part.Kind, part.Value);
                if (Read(reference) is not null) continue;
                mistakes.Add(at, part.Kind == TemplatePartKind.SecretFromFile
                    ? $"{reference} has no value: put it into the file {Quote.Line(part.Value)}"
                    : $"{reference} has no value: set the environment variable {Quote.Bare(part.Value)}");
            }
        }

        return mistakes.Sorted();
    }
}
