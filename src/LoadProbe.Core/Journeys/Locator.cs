namespace LoadProbe.Core;

/// <summary>How an element is found: as a customer would (role, label, text), else by test id or CSS.</summary>
/// <param name="By">What <paramref name="Value"/> is.</param>
/// <param name="Value">The role, label, text, placeholder, test id or selector.</param>
/// <param name="Name">The accessible name, with a role.</param>
public sealed record Locator(LocatorKind By, Template Value, Template? Name = null)
{
    public override string ToString() => Name is null ? $"{By.ToString().ToLowerInvariant()} \"{Value}\"" : $"{Value} \"{Name}\"";
}
