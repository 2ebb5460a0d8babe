namespace LoadProbe.Controller;

/// <summary>The secrets that somebody outside is shown. They are read each time, so that one that was renewed is the one that is used.</summary>
internal static class Secrets
{
    /// <summary>What of these cannot be filled in here; null = all can.</summary>
    public static string? Lack(ISecretStore secrets, params IEnumerable<Template?> used)
    {
        foreach (TemplatePart part in used.OfType<Template>().SelectMany(t => t.Parts).Where(p => p.Kind is TemplatePartKind.SecretFromEnvironment or TemplatePartKind.SecretFromFile))
        {
            var reference = new SecretReference(part.Kind, part.Value);
            if (secrets.Read(reference) is null) return $"{reference} has no value";
        }

        return null;
    }
}
