namespace LoadProbe.Core;

/// <summary>Which secret, not what it is.</summary>
public readonly record struct SecretReference(TemplatePartKind Source, string Name)
{
    public override string ToString() => Source == TemplatePartKind.SecretFromFile ? $"${{secret:file:{Name}}}" : $"${{secret:env:{Name}}}";
}

/// <summary>Where secrets are kept on the machine that runs the journey.</summary>
public interface ISecretStore
{
    /// <summary>The secret's value, or null when it is not to be had.</summary>
    string? Read(SecretReference reference);
}
