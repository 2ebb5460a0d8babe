using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>Finds elements in a page as the step says.</summary>
internal static class Locators
{
    public static ILocator Find(this IPage page, Locator where, Variables variables)
    {
        string value = where.Value.Resolve(variables);
        return where.By switch
        {
            LocatorKind.Role => Enum.TryParse(value, ignoreCase: true, out AriaRole role)
                ? page.GetByRole(role, new PageGetByRoleOptions { Name = where.Name?.Resolve(variables) })
                : throw new BrowserFault(Outcome.ActionFailed, $"\"{value}\" is not an ARIA role such as button, link, heading or textbox"),
            LocatorKind.Label => page.GetByLabel(value),
            LocatorKind.Text => page.GetByText(value),
            LocatorKind.Placeholder => page.GetByPlaceholder(value),
            LocatorKind.TestId => page.GetByTestId(value),
            _ => page.Locator(value),
        };
    }
}
