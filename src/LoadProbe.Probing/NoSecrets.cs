namespace LoadProbe.Probing;

/// <summary>For what uses none.</summary>
public sealed class NoSecrets : ISecretStore
{
    public static NoSecrets Instance { get; } = new();

    public string? Read(SecretReference reference) => null;
}
